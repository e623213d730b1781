declare module "jstat" {
  const library: { jStat: { studentt: { inv(probability: number, degreesOfFreedom: number): number } } };
  export default library;
}
