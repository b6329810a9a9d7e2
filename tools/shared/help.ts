/** The end of the help of every tool that works on a deployment as well as on this machine. */
export const AWS_AND_EXIT_STATUS = `To work on a deployment, set these in the environment:

  TABLE_NAME         the table: TableName of the stack's outputs
  AWS_REGION         the region that it is in, unless the profile names it
  AWS_PROFILE        whose credentials to take, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (with AWS_SESSION_TOKEN
                     where they are temporary), or whatever else the AWS SDK finds
  DYNAMODB_ENDPOINT  must not be set: it names an engine that is not AWS

  TABLE_NAME=… AWS_REGION=… AWS_PROFILE=… npm run …

Exit status: 0 when all went well; 1 when something is wrong, or kept the command from its work, and is said on standard
error; 2 when the command or an environment variable is not as it must be.`;
