/**
 * Takes the place of the SDK's chain of credential sources (profiles, single sign-on, instance metadata), 135
 * KB that a function never reaches: Lambda hands its role's credentials over in the environment.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: fromEnvironment('AWS_ACCESS_KEY_ID'),
  secretAccessKey: fromEnvironment('AWS_SECRET_ACCESS_KEY'),
  sessionToken: process.env.AWS_SESSION_TOKEN,
});

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: a bundle runs as a Lambda function.`);
  return value;
}
