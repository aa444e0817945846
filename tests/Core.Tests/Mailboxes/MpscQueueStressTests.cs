using System.Runtime.CompilerServices;

namespace Actors.Core.Tests;

/// <summary>Many producers on threads of their own, one consumer that goes idle and is scheduled again.</summary>
/// <remarks>
/// Seen to fail or to hang (a hang is a failure: see Consumer.FinishAsync) when TryGoIdle clears the flag without comparing the tail (a wake-up is lost), when Enqueue reports true
/// whatever the flag was (two consumers at once), when segments are linked without the lock (items are lost) and when
/// slots go through the pool uncleared.
/// </remarks>
public sealed class MpscQueueStressTests
{
    [Theory]
    [InlineData(1, 400_000, 0)] // one at a time: idle after nearly each
    [InlineData(4, 100_000, 0)]
    [InlineData(4, 100_000, 50)] // bursts: small, second and large segments in turn
    [InlineData(8, 30_000, 2_000)]
    public async Task Producers_OnManyThreads_LoseDoubleAndReorderNothing(int producers, int each, int burst)
    {
        var consumer = new Consumer(producers, each);
        for (int p = 0; p < producers; p++) consumer.StartProducer(p, burst);
        await consumer.FinishAsync();
        Assert.Equal(consumer.SignalsSent, consumer.SignalsSeen);
    }

    [Fact]
    public async Task Producer_WaitingForEachItem_IsNeverLeftWaiting()
    {
        // Each item meets a consumer that is just going idle, and no later item would make up for a lost wake-up. As many
        // as there is time for: on a loaded machine each wait can cost others' slices of it.
        var consumer = new Consumer(1, 200_000);
        consumer.StartWaitingProducer();
        await consumer.FinishAsync();
    }

    [Fact]
    public async Task ManyQueues_SharingThePool_KeepTheirItemsApart()
    {
        var consumers = Enumerable.Range(0, 6).Select(_ => new Consumer(1, 60_000)).ToArray();
        foreach (var consumer in consumers) consumer.StartProducer(0, 5_000);
        foreach (var consumer in consumers) await consumer.FinishAsync();
    }

    private sealed class Consumer(int producers, int each)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int[] _last = [.. Enumerable.Repeat(-1, producers)];
        private readonly long _lateAt = Environment.TickCount64 + 10_000;
        private int _total = producers * each;
        private MpscQueue<Item> _queue;
        private int _running;
        private int _turns;
        private int _taken;
        private int _sent;
        private int _seen;

        private bool IsLate => Environment.TickCount64 > _lateAt;

        internal int SignalsSent => Volatile.Read(ref _sent);

        internal int SignalsSeen => Volatile.Read(ref _seen);

        /// <summary>Fails when no item has come for a minute. However long all of it takes is the machine's business.</summary>
        internal async Task FinishAsync()
        {
            int seen = -1;
            for (int still = 0; !_done.Task.IsCompleted && still < 60; still++)
            {
                int taken = Volatile.Read(ref _taken);
                if (taken != seen) still = 0;
                seen = taken;
                await Task.WhenAny(_done.Task, Task.Delay(TimeSpan.FromSeconds(1)));
            }

            Assert.True(_done.Task.IsCompleted, $"nothing has come after {seen} of {_total} items");
            await _done.Task;
        }

        internal void StartProducer(int producer, int burst) => new Thread(() => Produce(producer, burst)) { IsBackground = true }.Start();

        internal void StartWaitingProducer() => new Thread(() =>
        {
            Interlocked.Add(ref _sent, (each + 96) / 97); // it sends none
            if (_queue.Signal()) Schedule();
            int sent = 0;
            for (; sent < each && !IsLate; sent++)
            {
                if (_queue.Enqueue(this, new Item(this, 0, sent))) Schedule();
                for (var spin = default(SpinWait); Volatile.Read(ref _taken) <= sent && !_done.Task.IsFaulted;) spin.SpinOnce(sleep1Threshold: -1);
            }

            Volatile.Write(ref _total, sent);
            if (_queue.Signal()) Schedule();
        }) { IsBackground = true }.Start();

        private void Produce(int producer, int burst)
        {
            for (int i = 0; i < each; i++)
            {
                if (_queue.Enqueue(this, new Item(this, producer, i))) Schedule();
                if (i % 97 == 0)
                {
                    Interlocked.Increment(ref _sent);
                    if (_queue.Signal()) Schedule();
                }

                if ((burst > 0 ? i % burst == 0 : i % 5 == 0) && !IsLate) Thread.Yield(); // on a loaded machine others take turns anyway
            }
        }

        private void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(static me => me.Consume(), this, preferLocal: false);

        private void Consume()
        {
            if (Interlocked.Exchange(ref _running, 1) != 0) _done.TrySetException(new InvalidOperationException("two consumers at once"));
            try
            {
                while (true)
                {
                    _queue.ClearSignal();
                    Volatile.Write(ref _seen, Volatile.Read(ref _sent));
                    TakeAll();
                    if (++_turns % 16 == 0) Thread.Yield(); // to let a producer in just here, also where there is little time
                    Volatile.Write(ref _running, 0); // before going idle: from then on another may run
                    if (_queue.TryGoIdle())
                    {
                        return; // nothing of the queue may be touched any more
                    }

                    if (Interlocked.Exchange(ref _running, 1) != 0) _done.TrySetException(new InvalidOperationException("two consumers at once"));
                }
            }
            catch (Exception error)
            {
                _done.TrySetException(error);
            }
        }

        private void TakeAll()
        {
            while (true)
            {
                ref var item = ref _queue.Peek(this);
                if (Unsafe.IsNullRef(ref item)) break;
                if (!ReferenceEquals(item.Owner, this)) throw new InvalidOperationException("an item of another queue, or none");
                if (item.Number != _last[item.Producer] + 1) throw new InvalidOperationException($"producer {item.Producer}: {item.Number} after {_last[item.Producer]}");
                _last[item.Producer] = item.Number;
                _queue.Advance(ref item);
                Volatile.Write(ref _taken, _taken + 1);
            }

            // A signal that came after the last look makes TryGoIdle fail, so both numbers are reached in the end.
            if (_taken == Volatile.Read(ref _total) && Volatile.Read(ref _seen) == producers * ((each + 96) / 97)) _done.TrySetResult();
        }
    }

    private readonly record struct Item(object Owner, int Producer, int Number);
}
