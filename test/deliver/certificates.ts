// A certificate authority, a server and a client of it, made by openssl for one test run.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** PEM files. */
  readonly ca: string;
  readonly clientCert: string;
  readonly clientKey: string;
  /** Options of a TLS server that asks clients for a certificate of this authority. */
  readonly server: {
    readonly ca: Buffer;
    readonly cert: Buffer;
    readonly key: Buffer;
    readonly requestCert: true;
    readonly rejectUnauthorized: true;
  };
}

/** Makes them in a folder; needs openssl on the path. */
export const makeCertificates = (dir: string): Certificates => {
  const path = (name: string): string => join(dir, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test authority');
  const issue = (name: string, extensions: string): void => {
    writeFileSync(path(`${name}.ext`), extensions);
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, ...authority, '-out', `${name}.pem`, '-days', '2'],
      ...['-extfile', `${name}.ext`],
    );
  };
  issue('server', 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n');
  issue('client', 'extendedKeyUsage=clientAuth\n');
  return {
    ca: path('ca.pem'),
    clientCert: path('client.pem'),
    clientKey: path('client.key'),
    server: {
      ca: readFileSync(path('ca.pem')),
      cert: readFileSync(path('server.pem')),
      key: readFileSync(path('server.key')),
      requestCert: true,
      rejectUnauthorized: true,
    },
  };
};
