"""Verifies credentials with openbadgeslib, offline.

Each line on standard input is a request, each line on standard output its verdict:
  {"credential": {…}, "documents": {"https://…": {…}}}
  {"verified": true, "revoked": false, "error": null}
`documents` stands for the web: DID documents and status lists by address. Instead of `credential`
a request may have `badge`, a baked PNG in base64: the verdict then has the `credential` in it.
"""

import base64
import json
import sys

from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.status import check_credential_status

REVOKED = "Credential status 'revocation' is set"


class Web:
    """What the request says that the web has."""

    def __init__(self, documents):
        self.documents = documents

    def __call__(self, url):
        if url not in self.documents:
            raise OB3VerificationError(f'not in "documents": {url}')
        return json.dumps(self.documents[url]).encode()


def credential_of(request):
    if 'badge' in request:
        badge = base64.b64decode(request['badge'])
        return json.loads(OB3Verifier.extract_token_from_png(badge))
    return request['credential']


def verify(document, web):
    """The credential, read from a document whose proof is the issuer's, and its status lists too."""
    issuer = document['issuer']['id']
    credential = OB3LdpVerifier.for_issuer_did(issuer).verify(document, download=web)
    for entry in credential.credential_status:
        verify_list(web.documents.get(entry['statusListCredential'], {}), issuer, web)
    return credential


def verify_list(document, issuer, web):
    """openbadgeslib verifies status lists that are JWTs only; here with its own building blocks."""
    method = document.get('proof', {}).get('verificationMethod', '')
    if document.get('issuer') != issuer or method.split('#')[0] != issuer:
        raise OB3VerificationError('the status list is of another issuer')
    key = resolve_verification_method(method, download=web)
    verify_data_integrity_proof(document, key)


def is_revoked(credential, web):
    try:
        check_credential_status(credential, download=web)
    except OB3VerificationError as error:
        if str(error).startswith(REVOKED):
            return True
        raise
    return False


def verdict(request):
    web = Web(request['documents'])
    try:
        document = credential_of(request)
        credential = verify(document, web)
        answer = {'verified': True, 'revoked': is_revoked(credential, web), 'error': None}
    except Exception as error:  # whatever it stumbles over is a refusal
        return {'verified': False, 'revoked': None, 'error': f'{type(error).__name__}: {error}'}
    return answer | ({'credential': document} if 'badge' in request else {})


if __name__ == '__main__':
    for line in sys.stdin:
        print(json.dumps(verdict(json.loads(line))), flush=True)
