using System.Text.RegularExpressions;

namespace Actors.IntegrationTests;

/// <summary>The lines a process has written, the newest of them kept, with waits for a line to come. Thread-safe.</summary>
internal sealed class OutputLines(string source, int maxKeptLines = 20_000)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _kept = new();
    private readonly List<Waiter> _waiters = [];
    private long _dropped;
    private string? _ended;

    /// <summary>The last lines, for an error message.</summary>
    public string Tail(int count = 25)
    {
        lock (_gate)
            return string.Join(Environment.NewLine, _kept.TakeLast(count).Prepend($"Last lines of {source}:"));
    }

    /// <summary>All lines kept so far.</summary>
    public IReadOnlyList<string> Snapshot()
    {
        lock (_gate)
            return [.. _kept];
    }

    /// <summary>Waits for a line that matches, those already written included.</summary>
    /// <exception cref="WaitLimitException">No such line came within the limit, or the process ended before.</exception>
    public Task<string> WaitForAsync(string pattern, TimeSpan? limit = null) =>
        WaitForAsync(pattern, firstLine: 0, limit);

    /// <summary>Waits for a match among the lines written from now on, for events that may come twice.</summary>
    public Task<string> WaitForNextAsync(string pattern, TimeSpan? limit = null)
    {
        lock (_gate)
            return WaitForAsync(pattern, _dropped + _kept.Count, limit);
    }

    /// <summary>Takes a line in.</summary>
    public void Add(string line)
    {
        List<Waiter> satisfied;
        lock (_gate)
        {
            _kept.Enqueue(line);
            if (_kept.Count > maxKeptLines)
            {
                _kept.Dequeue();
                _dropped++;
            }
            satisfied = _waiters.FindAll(waiter => waiter.Pattern.IsMatch(line));
            _waiters.RemoveAll(satisfied.Contains);
        }
        foreach (Waiter waiter in satisfied)
            waiter.Found.TrySetResult(line);
    }

    /// <summary>No line will come any more; whoever waits is told why.</summary>
    public void End(string why)
    {
        List<Waiter> abandoned;
        lock (_gate)
        {
            _ended = why;
            abandoned = [.. _waiters];
            _waiters.Clear();
        }
        foreach (Waiter waiter in abandoned)
            waiter.Found.TrySetResult(null);
    }

    private async Task<string> WaitForAsync(string pattern, long firstLine, TimeSpan? limit)
    {
        var waiter = new Waiter(new Regex(pattern, RegexOptions.CultureInvariant));
        lock (_gate)
        {
            if (_kept.Skip((int)Math.Max(0, firstLine - _dropped)).FirstOrDefault(line => waiter.Pattern.IsMatch(line)) is { } known)
                return known;
            if (_ended is null)
                _waiters.Add(waiter);
            else
                waiter.Found.TrySetResult(null);
        }

        TimeSpan bound = limit ?? Limits.Ready;
        try
        {
            return await waiter.Found.Task.WaitAsync(bound).ConfigureAwait(false)
                ?? throw new WaitLimitException($"a line matching '{pattern}' of {source}, {_ended}", bound, Tail());
        }
        catch (TimeoutException)
        {
            lock (_gate)
                _waiters.Remove(waiter);
            throw new WaitLimitException($"a line matching '{pattern}' of {source}", bound, Tail());
        }
    }

    private sealed class Waiter(Regex pattern)
    {
        public Regex Pattern { get; } = pattern;

        public TaskCompletionSource<string?> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
