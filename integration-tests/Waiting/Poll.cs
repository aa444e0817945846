namespace Actors.IntegrationTests;

/// <summary>Looks again and again at something outside this process that offers no way to wait for it.</summary>
internal static class Poll
{
    /// <summary>Waits until the probe gives a value. The probe's own failures count as "not yet" and are kept for the error.</summary>
    /// <exception cref="WaitLimitException">The limit has passed.</exception>
    public static async Task<T> UntilAsync<T>(
        string awaited, Func<CancellationToken, Task<T?>> probe, TimeSpan limit, Func<Task<string>>? details = null)
        where T : class
    {
        using var deadline = new CancellationTokenSource(limit);
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await probe(deadline.Token).ConfigureAwait(false) is { } found)
                    return found;
                await Task.Delay(Limits.PollInterval, deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                string known = details is null ? "" : await details().ConfigureAwait(false);
                throw new WaitLimitException(awaited, limit, known, last);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                last = e;
                await Task.Delay(Limits.PollInterval, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="WaitLimitException">The limit has passed.</exception>
    public static Task UntilAsync(
        string awaited, Func<CancellationToken, Task<bool>> condition, TimeSpan limit, Func<Task<string>>? details = null) =>
        UntilAsync<object>(
            awaited,
            async cancellation => await condition(cancellation).ConfigureAwait(false) ? "" : null,
            limit,
            details);
}
