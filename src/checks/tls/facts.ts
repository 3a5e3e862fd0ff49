/** The fact that a live TLS endpoint yields. What each field means is settled by the RFCs that the probes follow. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, flagOrNull, number, text, textOrNull, texts } from '../shape.ts';

export const tlsEndpoint: FactKind = {
  fact: 'tls.endpoint',
  about: 'What answers at an address where TLS is expected, found out by handshakes.',
  live: true,
  fields: {
    tls: flag('It speaks TLS; where it does not, no other field is there'),
    startTls: textOrNull('postgres, smtp or imap where TLS begins inside another protocol'),
    protocols: texts("Versions that a handshake is answered with, in nginx's spelling, oldest first"),
    ciphers: {
      type: 'map',
      of: texts(''),
      about: "Suites by version, in IANA's names; see `suites` for which were asked for",
    },
    suites: {
      type: 'list',
      about:
        'Suites of all versions. Without `--deep`, those with authenticated encryption and forward secrecy are here only as far as the server chose them; all others always are',
      of: {
        type: 'object',
        about: '',
        fields: {
          name: text("IANA's name"),
          version: text('TLS version it was accepted with'),
          aead: flag('Authenticated encryption'),
          forwardSecrecy: flag('Ephemeral key exchange'),
          anonymous: flag('No server authentication'),
          encryption: text('AESGCM, CHACHA20/POLY1305, AES, 3DES, RC4, None, …'),
          mac: text('AEAD, SHA1, SHA256, MD5, …'),
        },
      },
    },
    groups: texts(
      'Key exchange groups of TLS 1.3, in the order in which the server takes them. Without `--deep`, those with ML-KEM and the one that it chooses among the others',
    ),
    postQuantum: flag('One of them withstands quantum computers (a hybrid with ML-KEM)'),
    alpn: texts('Application protocols'),
    sessionTickets: flagOrNull('Hands out session tickets (TLS 1.2); null where 1.2 is not spoken'),
    stapling: flag('Staples an OCSP response'),
    resumption: texts('Of TLS 1.2 and 1.3, those with which a session is resumed (only with --deep)'),
    extendedMasterSecret: flagOrNull('RFC 7627; null where TLS 1.2 is not spoken'),
    secureRenegotiation: flagOrNull('RFC 5746; null where TLS 1.2 is not spoken'),
    serverPreference: flagOrNull(
      "It chooses by its own order of suites, not the client's; null where it has only one (only with --deep)",
    ),
    clientCertificate: flag('It asks clients for a certificate, and may serve those that have none'),
    mutualTls: flag('The target is declared to answer only clients with a certificate'),
    serverNameRequired: flag('A client that names no server is turned away'),
    certificate: {
      type: 'object',
      about: 'The certificate that the server shows for this name',
      fields: {
        notBefore: text('ISO 8601'),
        notAfter: text('ISO 8601'),
        expired: flag(''),
        notYetValid: flag(''),
        daysLeft: number('Whole days until it expires; negative once it has'),
        lifetimeDays: number('From notBefore to notAfter'),
        keyType: text('rsa, ec, ed25519, dsa, …'),
        keyBits: number('Of the modulus, or of the curve'),
        signature: text('sha256WithRSAEncryption, ecdsaWithSHA256, …'),
        signatures: texts('Of the certificate and its issuers, the root left out'),
        names: texts('Subject alternative names'),
        subject: text(''),
        issuer: text(''),
        selfSigned: flag(''),
        chainValid: flag('A trusted authority issued it, by the chain that the server sends'),
        distrust: textOrNull("Why the chain is not trusted, in OpenSSL's words"),
        responder: flag('It names an OCSP responder'),
        mustStaple: flag('Clients must refuse it without a stapled response (RFC 7633)'),
        nameValid: flag('It is for the name that was asked for'),
      },
    },
  },
};
