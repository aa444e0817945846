using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>On one thread the queue does what a plain queue and two flags do.</summary>
/// <remarks>Seen to fail when TryGoIdle ignores the tail, when Signal does not report the first, and when Advance does not clear.</remarks>
public sealed class MpscQueueModelTests
{
    private enum Step
    {
        Enqueue,
        EnqueueMany,
        Take,
        TakeAll,
        Signal,
        ClearSignal,
        GoIdle,
        GoIdleWithItems,
    }

    [Fact]
    public void AnySteps_OnOneThread_AgreeWithTheModel() =>
        Prop.ForAll(Gen.Elements(Enum.GetValues<Step>()).ListOf().ToArbitrary(), steps => new Run().Take(steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200));

    private sealed class Run
    {
        private readonly object _owner = new();
        private readonly Queue<string> _model = new();
        private MpscQueue<string> _queue;
        private bool _scheduled;
        private bool _signalled;
        private int _next;

        internal bool Take(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                bool agrees = step switch
                {
                    Step.Enqueue => Enqueue(1),
                    Step.EnqueueMany => Enqueue(700),
                    Step.Take => TakeOne(),
                    Step.TakeAll => TakeAll(),
                    Step.Signal => Signal(),
                    Step.ClearSignal => ClearSignal(),
                    Step.GoIdle => GoIdle(),
                    _ => GoIdleWithItems(),
                };
                if (!agrees || _queue.Count != _model.Count) return false;
            }

            return TakeAll();
        }

        private bool Enqueue(int count)
        {
            for (; count > 0; count--)
            {
                string item = $"{_next++}";
                _model.Enqueue(item);
                if (_queue.Enqueue(_owner, item) == _scheduled) return false;
                _scheduled = true;
            }

            return true;
        }

        private bool TakeOne()
        {
            ref string item = ref _queue.Peek(_owner);
            if (Unsafe.IsNullRef(ref item)) return _model.Count == 0;
            if (_model.Count == 0 || item != _model.Dequeue()) return false;
            _queue.Advance(ref item);
            return item is null;
        }

        private bool TakeAll()
        {
            while (_model.Count > 0)
            {
                if (!TakeOne()) return false;
            }

            return TakeOne();
        }

        private bool Signal()
        {
            bool agrees = _queue.Signal() != _scheduled;
            _scheduled = _signalled = true;
            return agrees;
        }

        private bool ClearSignal()
        {
            _queue.ClearSignal();
            _signalled = false;
            return true;
        }

        private bool GoIdle()
        {
            if (!_scheduled) return true; // only the consumer may, and there is none
            bool expected = _model.Count == 0 && !_signalled;
            if (expected) _scheduled = false;
            return _queue.TryGoIdle() == expected;
        }

        private bool GoIdleWithItems()
        {
            if (!_scheduled) return true;
            if (!_signalled) _scheduled = false;
            return _queue.TryGoIdleWithItems() == !_signalled;
        }
    }
}
