"""A TLS server that still speaks what OpenSSL no longer can: tlslite-server.py PORT CERT KEY MIN MAX CIPHER[,CIPHER...]"""

import socket
import sys
import threading

from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey

port, certificate, key, lowest, highest, ciphers = sys.argv[1:7]
chain = X509CertChain()
chain.parsePemList(open(certificate).read())
private_key = parsePEMKey(open(key).read(), private=True)
settings = HandshakeSettings()
settings.minVersion = (3, int(lowest))
settings.maxVersion = (3, int(highest))
settings.cipherNames = ciphers.split(",")
settings.macNames = ["sha", "sha256", "sha384", "aead", "md5"]


def serve(accepted):
    connection = TLSConnection(accepted)
    try:
        connection.handshakeServer(certChain=chain, privateKey=private_key, settings=settings)
        connection.read(1)
    except Exception:
        pass
    finally:
        accepted.close()


listener = socket.create_server(("127.0.0.1", int(port)), backlog=64)
print("listening", flush=True)
while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(accepted,), daemon=True).start()
