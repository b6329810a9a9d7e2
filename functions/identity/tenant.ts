/** What identity has to know of a program: its slug, and which tokens it takes. */
export type Tenant = {
  id: string;
  tokenPolicy: { issuer: string; audience: string; jwksUri: string | null; maxLifetimeSeconds: number };
};
