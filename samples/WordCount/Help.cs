namespace WordCount;

/// <summary>What <c>--help</c> shows.</summary>
internal static class Help
{
    public const string Text = """
        Counts the words of a UTF-8 text on a cluster of actors.

          WordCount [FILE]          starts three nodes on this machine, counts, shows the result, stops them
          WordCount node            runs one node until SIGTERM or SIGINT, then leaves the cluster in order
          WordCount count [FILE]    counts on the running cluster that the settings name
          WordCount health          asks the node on this machine whether it is ready

        Without FILE it counts the ThirdPartyNotices.txt of the .NET installation.

        Settings are environment variables, or options that go before them:

          ACTORS_CLUSTER, --cluster NAME            name of the cluster (wordcount)
          ACTORS_SECRET, --secret TEXT              shared by all nodes, at least 16 characters; required by node and count
          ACTORS_HOST, --host NAME                  where the other nodes reach this one (localhost; with Consul the machine's name)
          ACTORS_PORT, --port N                     gRPC port, 0 for a free one (4050)
          ACTORS_HEALTH_PORT, --health-port N       health port, 0 for none (8080)
          ACTORS_CONSUL, --consul URL               Consul's HTTP address; without it membership is embedded, for one machine
          ACTORS_DIRECTORY, --directory PATH        where embedded membership keeps its files (actors-NAME in the temporary folder)
          ACTORS_JOURNAL, --journal FILE            where to write which key was served under which token (nowhere)
          ACTORS_EXIT_WITH_INPUT, --exit-with-input 1   leave when standard input ends
          ACTORS_CERTIFICATE, --certificate FILE    PEM: this node's certificate, for ACTORS_HOST; with the next two links are encrypted (plain)
          ACTORS_KEY, --key FILE                    PEM: its private key
          ACTORS_AUTHORITIES, --authorities FILE    PEM: the authorities that peers' certificates must lead to
          ACTORS_REQUIRE_PEER_CERTIFICATE, --require-peer-certificate 0   takes peers without such a certificate, too: the secret is enough then (1)

        Exit codes: 0 done, and the count equals a plain one; 1 it differs, the node is not ready, or it failed; 2 it could not run.
        An option on the command line is seen by every user of the machine; give the secret by its variable.
        """;
}
