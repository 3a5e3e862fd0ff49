/** The command line: which commands there are. What a command does is loaded when it runs. */
import { Command, CommanderError, Help, type Option } from 'commander';
import { EXIT, exitCodeOf } from './exit.ts';
import {
  addFixOptions,
  addHbaOptions,
  addNetpolOptions,
  addProbeOptions,
  addRenderOption,
  addReportOptions,
  addRunOptions,
} from './options.ts';
import { VERSION } from './version.ts';

/** That a switch is off and a list empty goes without saying. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: (?:false|\[\])\)$/, '');
}

function program(): Command {
  const root = new Command('secbaseline')
    .description('Security baseline linter: judges configuration files and live systems with the same rules.')
    .version(VERSION)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, optionDescription })
    .showSuggestionAfterError();

  addFixOptions(
    addReportOptions(
      addProbeOptions(addRenderOption(addRunOptions(root.command('check [paths...]', { isDefault: true })))),
    ),
  )
    .description('discover, collect, evaluate, report (the default)')
    .action(async (paths, options) => {
      process.exitCode = await (await import('./check.ts')).check(paths, options);
    });

  addReportOptions(addRunOptions(root.command('secrets [paths...]')), 'medium')
    .description('find secrets, and nothing else; `-` reads standard input')
    .option('--staged', 'what is staged, never the work tree', false)
    .option('--history [range]', 'what commits brought', false)
    .option('--stdin-filename <path>', 'the file whose text standard input is, for `-`')
    .action(async (paths, options) => {
      process.exitCode = await (await import('./secrets.ts')).secrets(paths, options);
    });

  root
    .command('key <source>')
    .description('judge the strength of one key or token; `-` reads standard input')
    .action(async (source) => {
      process.exitCode = await (await import('./key.ts')).judgeKey(source);
    });

  addProbeOptions(addRenderOption(addRunOptions(root.command('facts [paths...]'))))
    .description('print every fact that the collectors found, as JSON lines')
    .action(async (paths, options) => {
      process.exitCode = await (await import('./facts.ts')).facts(paths, options);
    });

  addProbeOptions(addRenderOption(addRunOptions(root.command('baseline [paths...]'))))
    .description('write the findings of today to the baseline')
    .option('--reason <text>', 'why they are accepted')
    .option('--expires <date>', 'until when (YYYY-MM-DD)')
    .option('--output <file>', 'the baseline file (default: the configured one)')
    .action(async (paths, options) => {
      process.exitCode = await (await import('./baseline.ts')).baseline(paths, options);
    });

  const rules = root.command('rules').description('list, test, begin and document rules');
  addRunOptions(rules.command('list'))
    .description('every rule, and whether the profile takes it in')
    .option('--json', 'as a JSON array, secret detectors included', false)
    .option('--secrets', 'the secret detectors instead', false)
    .action(async (options) => {
      process.exitCode = await (await import('./rules.ts')).listRules(options);
    });
  addRunOptions(rules.command('test [directory]'))
    .description('run the examples of rules, and see that they notice a changed operator or threshold')
    .action(async (directory, options) => {
      process.exitCode = await (await import('./rules-test.ts')).testRuleExamples(directory ?? null, options);
    });
  rules
    .command('new <id>')
    .description('write a rule file to begin with')
    .option('--area <area>', 'folder below DIR: tls, nginx, …')
    .option('--dir <dir>', 'folder of the rules (default: the first of ruleDirs)')
    .option('--fact <kind>', 'what it judges (default: nginx.server)')
    .option('--config <file>', 'configuration file (default: secbaseline.yaml at the root)')
    .action(async (id, options) => {
      process.exitCode = await (await import('./rules-new.ts')).newRule(id, options);
    });
  addRunOptions(rules.command('docs [directory]'))
    .description('write a page in Markdown for each rule (default: docs/rules)')
    .option('--check', 'write nothing, and fail where a page is not up to date', false)
    .action(async (directory, options) => {
      process.exitCode = await (await import('./rules-docs.ts')).writeRulePages(directory ?? null, options);
    });

  addProbeOptions(addRunOptions(root.command('explain <rule>')))
    .description('what a rule wants, why, and how to comply')
    .option('--why <path:line>', 'what the rule saw at this place')
    .action(async (id, options) => {
      process.exitCode = await (await import('./explain.ts')).explain(id, options);
    });

  const decide = root.command('decide').description('which rule of a system decides on one connection');
  addHbaOptions(decide.command('hba <file>'))
    .description(
      'the entry of a pg_hba.conf that decides: JSON lines on standard input, or one question by flags',
    )
    .action(async (file, options) => {
      process.exitCode = await (await import('./decide-hba.ts')).decideHba(file, options);
    });
  addNetpolOptions(decide.command('netpol <paths...>'))
    .description(
      'whether NetworkPolicies let it through: JSON lines on standard input, or one question by flags',
    )
    .action(async (paths, options) => {
      process.exitCode = await (await import('./decide-netpol.ts')).decideNetpol(paths, options);
    });

  root
    .command('init')
    .description(
      'write a configuration that fits the repository, or the hook that keeps secrets out of commits',
    )
    .option('--hook', 'the pre-commit hook instead of the configuration', false)
    .action(async (options) => {
      process.exitCode = (await import('./init.ts')).init(options);
    });

  const config = root.command('config').description('the configuration in force');
  addRunOptions(config.command('show'))
    .description('every effective value and where it came from')
    .option('--json', 'as JSON', false)
    .action(async (options) => {
      process.exitCode = await (await import('./config.ts')).showConfig(options);
    });

  return root;
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    process.exitCode =
      error instanceof CommanderError
        ? error.exitCode === 0
          ? EXIT.ok
          : EXIT.usage
        : await exitCodeOf(error);
  }
  // Nothing is left to do, but Node would wait for what V8 still compiles and collects in other threads.
  if (process.stdout.writableLength === 0) process.exit();
}

void main();
