using WordCount;

// The cluster's main job: see README.md and docs/operations.md.
try
{
    if (args.Any(argument => argument is "--help" or "-h" or "-?"))
    {
        Console.WriteLine(Help.Text);
        return 0;
    }

    var (command, rest) = args switch
    {
        ["node" or "count" or "health" or "local", ..] => (args[0], args[1..]),
        _ => ("local", args),
    };
    var settings = Settings.Read(ref rest, Environment.GetEnvironmentVariable);
    if (command is "node" or "health" && rest.Length > 0)
        throw new SettingException($"'{command}' takes options only, not '{rest[0]}'; --help shows them");
    return command switch
    {
        "node" => await NodeCommand.RunAsync(settings),
        "count" => await CountCommand.RunAsync(settings, Text.Open(rest)),
        "health" => await HealthCommand.RunAsync(settings),
        _ => await LocalCommand.RunAsync(Text.Open(rest)),
    };
}
catch (Exception error) when (error is SettingException or Actors.ActorException or Actors.Remote.RemoteException or Actors.Cluster.ClusterException or ArgumentException or IOException or UnauthorizedAccessException or TimeoutException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
