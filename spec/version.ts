/** The version of this package (`version.test.ts` holds it to package.json). */
export const version = "0.1.0";
/** The edition of the conformance suite: another one wherever a profile requires another set of cases (spec/profiles.md). */
export const edition = "2026.1";
