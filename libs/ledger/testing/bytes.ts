/** All pieces of a stream in one. */
export const collect = async (pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const collected: Uint8Array[] = [];
  for await (const piece of pieces) collected.push(piece);
  return Buffer.concat(collected);
};
