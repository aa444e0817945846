using Actors.Cluster;

namespace Actors.IntegrationTests.ClusterPeer;

/// <summary>Keeps asking virtual actors from within a member, and accounts for every ask.</summary>
internal sealed class TrafficActor(ClusterNode cluster)
{
    private const int Loops = 6;

    private readonly List<Task> _loops = [];
    private readonly Lock _lock = new();
    private volatile bool _running;
    private long _answered;
    private long _failed;
    private string _firstFailure = "";

    internal Behavior<Traffic> Behavior() => Actors.Behavior.ReceiveAsync<Traffic>(async (_, traffic) =>
    {
        if (traffic.Keys > 0)
        {
            _running = true;
            for (int i = 0; i < Loops; i++) _loops.Add(AskOnAsync(i, traffic.Keys, TimeSpan.FromMilliseconds(traffic.TimeoutMilliseconds)));
        }
        else
        {
            _running = false;
            await Task.WhenAll(_loops);
            _loops.Clear();
        }

        lock (_lock) traffic.ReplyTo.Tell(new TrafficReport(_answered, _failed, _firstFailure));
        return Actors.Behavior.Same<Traffic>();
    });

    private async Task AskOnAsync(int first, int keys, TimeSpan timeout)
    {
        await Task.Yield();
        for (int key = first; _running; key = (key + Loops) % keys)
        {
            string? failure = null;
            try
            {
                await cluster.Get<Probe>("probe", $"key-{key}").Ask<Probe, Probed>(replyTo => new Probe(replyTo), timeout);
            }
            catch (Exception error)
            {
                failure = $"key-{key}: {error.GetType().Name}: {error.Message}";
            }

            lock (_lock)
            {
                if (failure is null) _answered++;
                else if (_failed++ == 0) _firstFailure = failure;
            }

            await Task.Delay(3);
        }
    }
}
