import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A certificate for the double, made anew for each test so that no key lies about: X.509 v3, self-signed, P-256 with SHA-256,
 * for `localhost` and 127.0.0.1, in DER (tag, length, content) and from there in PEM.
 */
export const makeCertificate = (): { readonly certificate: Buffer; readonly key: Buffer } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const name = sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from('test double')))));
  const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')));
  const authority = sequence(oid(0x55, 0x1d, 0x13), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));
  const hosts = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const names = sequence(oid(0x55, 0x1d, 0x11), der(0x04, hosts));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(authority, names)),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  return {
    certificate: pem('CERTIFICATE', certificate),
    key: Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
};

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);

const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));

const pem = (label: string, content: Buffer): Buffer => {
  const lines = content.toString('base64').match(/.{1,64}/gu) ?? [];
  return Buffer.from(`-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`);
};
