/**
 * A type's resolvers with every field that its model lacks required: a field that nobody resolves is a
 * compile error. `R` is the generated resolvers type, `M` the model that `@model` of the type names.
 */
export type Complete<R, M> = R & Required<Omit<R, keyof M | '__isTypeOf'>>;
