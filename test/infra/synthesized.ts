import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { fanfareApp } from '../../infra/fanfare.ts';
import { STAGES, type StageConfig } from '../../infra/stages.ts';

const ROOT = join(import.meta.dirname, '../..');

type Properties = Record<string, unknown>;
export type Resource = {
  Type: string;
  Properties: Properties;
  DeletionPolicy?: string;
  DependsOn?: string[];
};
export type Synthesized = { app: App; stack: Stack; template: Template };

/** The context of cdk.json, as the CDK command passes it, but with nothing bundled: that takes most of the time. */
export function context(): Record<string, unknown> {
  const settings = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  return { ...settings.context, 'aws:cdk:bundling-stacks': [] };
}

export function stageNamed(name: StageConfig['name']): StageConfig {
  const stage = STAGES.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new Error(`There is no stage ${name}.`);
  return stage;
}

export function synthesize(stage: StageConfig): Synthesized {
  const app = fanfareApp({ context: context() }, [stage]);
  const stack = app.node.findChild(`fanfare-${stage.name}`) as Stack;
  return { app, stack, template: Template.fromStack(stack) };
}

/** The resources of one type by logical id without its hash: 'Graphql', not 'Graphql012A3D0C'. */
export function resources(template: Template, type: string): Record<string, Resource> {
  const found = Object.entries(template.findResources(type)) as [string, Resource][];
  return Object.fromEntries(found.map(([id, resource]) => [withoutHash(id), resource]));
}

export const functions = (template: Template) => Object.entries(resources(template, 'AWS::Lambda::Function'));

export function only(template: Template, type: string): Resource {
  const [resource, ...others] = Object.values(resources(template, type));
  if (resource === undefined || others.length > 0) throw new Error(`Not exactly one ${type}.`);
  return resource;
}

/** A template value as text: a reference becomes 'Table' or 'Table.Arn', a join the text it makes. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, ...rest } = value as {
    Ref?: string;
    'Fn::GetAtt'?: string[];
    'Fn::Join'?: [string, unknown[]];
  };
  if (Ref !== undefined) return withoutHash(Ref);
  if (rest['Fn::GetAtt'] !== undefined) {
    const [id = '', attribute] = rest['Fn::GetAtt'];
    return `${withoutHash(id)}.${attribute}`;
  }
  if (rest['Fn::Join'] === undefined)
    throw new Error(`Not a value this test knows: ${JSON.stringify(value)}`);
  const [delimiter, parts] = rest['Fn::Join'];
  return parts.map(flat).join(delimiter);
}

/** What Lambda would set, with an address in the place of each value that only a deployment knows. */
export function environment(fn: Resource): Record<string, string> {
  const { Variables } = fn.Properties.Environment as { Variables: Record<string, unknown> };
  const known = (value: unknown) =>
    typeof value === 'string' ? value : 'https://known-when-deployed.example';
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, known(value)]));
}

const withoutHash = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

type Statement = { Effect: string; Action: string | string[]; Resource: unknown };

/** What the role of a function allows: for each resource, the actions in alphabetical order. */
export function permissions(template: Template, functionId: string): Record<string, string[]> {
  const roleId = flat(resources(template, 'AWS::Lambda::Function')[functionId]?.Properties.Role).replace(
    /\.Arn$/,
    '',
  );
  const role = resources(template, 'AWS::IAM::Role')[roleId];
  if (role?.Properties.ManagedPolicyArns !== undefined || role?.Properties.Policies !== undefined) {
    throw new Error(`${roleId} has policies that are not counted here.`);
  }
  const allowed: Record<string, Set<string>> = {};
  for (const policy of Object.values(resources(template, 'AWS::IAM::Policy'))) {
    if (!(policy.Properties.Roles as unknown[]).map(flat).includes(roleId)) continue;
    const document = policy.Properties.PolicyDocument as { Statement: Statement[] };
    for (const statement of document.Statement) {
      for (const resource of [statement.Resource].flat()) {
        const name = flat(resource);
        allowed[name] ??= new Set();
        for (const action of [statement.Action].flat()) allowed[name].add(action);
      }
    }
  }
  return Object.fromEntries(Object.entries(allowed).map(([name, actions]) => [name, [...actions].sort()]));
}

export type Acknowledgement = { path: string; id: string; reason: string };

/** Every finding that somebody acknowledged, with where and why. */
export function acknowledgements(app: App): Acknowledgement[] {
  return app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap((entry) => Object.entries(entry.data as Record<string, string>))
      .map(([id, reason]) => ({ path: construct.node.path, id: id.replace(/^annotation::/i, ''), reason })),
  );
}
