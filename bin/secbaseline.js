#!/usr/bin/env node
require(process.argv[2] === 'secrets' ? '../dist/secrets-start.js' : '../dist/main.js');
