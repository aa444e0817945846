using Actors.Bench;

// Actors.Bench            runs all workloads but those that run only by name
// Actors.Bench G1 R2      runs those
// Actors.Bench --check L4 the same, and exits with 1 if a figure is not what is asked (bench/Bounds.cs)
// Actors.Bench alone G1   is the process of one workload; started by the above
// Actors.Bench serve G1   is the second process of a workload; started by the first
if (args is ["serve", var served]) return await PeerProcess.ServeAsync(Catalog.Find(served));
if (args is ["alone", var alone])
{
    await Catalog.Find(alone).RunAsync(new Report(alone));
    return 0;
}

bool check = args.Contains("--check");
args = [.. args.Where(static argument => argument != "--check")];
if (args.Contains("--help") || args.FirstOrDefault(name => !Catalog.Has(name)) is { } unknown && unknown.Length > 0)
{
    Console.Error.WriteLine("usage: Actors.Bench [--check] [workload ...]");
    foreach (Workload workload in Catalog.All) Console.Error.WriteLine($"  {workload.Id,-4} {workload.Description}{(workload.OnlyByName ? " (only by name)" : "")}");
    return args.Contains("--help") ? 0 : 2;
}

#if DEBUG
Console.Error.WriteLine("This is a Debug build: its figures mean nothing. Use: dotnet run -c Release --project bench");
#endif
Report.PrintHeader();
foreach (Workload workload in Catalog.All)
    if ((args.Length == 0 && !workload.OnlyByName) || args.Contains(workload.Id, StringComparer.OrdinalIgnoreCase)) await WorkloadProcess.RunAsync(workload);
return check && !Bounds.AreMet() ? 1 : 0;
