/** What the local bucket server takes: its key is built in, and it listens to this machine alone. */
export const LOCAL_ACCESS = {
  region: 'local',
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
} as const;
