using System.Globalization;
using Actors.Fuzz;

// Actors.Fuzz.Tests [cases [seed]]            runs so many cases; the tests run fewer of the same
// Actors.Fuzz.Tests coverage FILE ...         says what of the decoders the tests did not reach
if (args is ["coverage", _, ..]) return DecoderCoverage.Report(args[1..]);
long cases = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
ulong seed = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
Console.WriteLine(FuzzRun.Run(cases, seed, Environment.ProcessorCount));
return 0;
