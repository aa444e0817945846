using WordCount;

// The cluster's main job: see README.md and docs/operations.md.
//   WordCount [FILE]            starts three nodes on this machine, counts, shows the result, stops them
//   WordCount node              runs one node until SIGTERM
//   WordCount count [FILE]      counts on the cluster that the settings name
//   WordCount health            asks the node on this machine whether it is ready
try
{
    var (command, rest) = args switch
    {
        ["node" or "count" or "health" or "local", ..] => (args[0], args[1..]),
        _ => ("local", args),
    };
    var settings = Settings.Read(ref rest);
    return command switch
    {
        "node" => await NodeCommand.RunAsync(settings),
        "count" => await CountCommand.RunAsync(settings, Text.Open(rest)),
        "health" => await HealthCommand.RunAsync(settings),
        _ => await LocalCommand.RunAsync(Text.Open(rest)),
    };
}
catch (Exception error) when (error is SettingException or Actors.Remote.RemoteException or Actors.Cluster.ClusterException or ArgumentException or IOException or UnauthorizedAccessException or TimeoutException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
