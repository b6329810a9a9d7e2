/**
 * Takes the place of what Apollo Server needs for reports to Apollo's own cloud, 250 KB of code. Reporting
 * begins only where APOLLO_KEY is set, which no function does; should one, it fails here at once.
 */
class NotBundled {
  constructor() {
    notBundled();
  }
}

function notBundled(): never {
  throw new Error('Reporting to Apollo is left out of the bundle. See infra/bundling.ts.');
}

export const Report = NotBundled;
export const ReportHeader = NotBundled;
export const Trace = NotBundled;
export const ReferencedFieldsForType = NotBundled;
export const google = { protobuf: { Timestamp: NotBundled } };
export const calculateReferencedFieldsByType = notBundled;
export const usageReportingSignature = notBundled;
