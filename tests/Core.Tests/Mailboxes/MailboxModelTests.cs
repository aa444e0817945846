using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>An actor that handles one message at a time, when told to, does with each kind of mailbox what lists do.</summary>
/// <remarks>
/// Seen to fail when a waiter is not let in (AdmitWaiters left out: the waiter forgotten), when waiters are let in newest
/// first, and when a cancelled one keeps its place; never to end when DropOldest posts a marker of its own for the
/// newcomer.
/// </remarks>
public sealed class MailboxModelTests
{
    private const int Capacity = 3;

    private enum Act
    {
        Tell,
        TellAsync,
        Cancel,
        Finish,
    }

    private sealed record Job(int Number, int Urgency);

    [Theory]
    [InlineData(MailboxOverflow.DropNewest, false)]
    [InlineData(MailboxOverflow.DropOldest, false)]
    [InlineData(MailboxOverflow.Backpressure, false)]
    [InlineData(MailboxOverflow.Fail, false)]
    [InlineData(MailboxOverflow.DropNewest, true)]
    [InlineData(MailboxOverflow.DropOldest, true)]
    [InlineData(MailboxOverflow.Backpressure, true)]
    [InlineData(MailboxOverflow.Fail, true)]
    public void AnySteps_AgreeWithTheModel(MailboxOverflow overflow, bool byPriority)
    {
        var steps = Gen.Elements(Enum.GetValues<Act>()).Zip(Gen.Choose(0, 2)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), steps => new Run(overflow, byPriority).Take(steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(60));
    }

    private sealed class Run(MailboxOverflow overflow, bool byPriority)
    {
        private readonly List<Job> _waiting = [];
        private readonly List<(Job Job, Task Task, CancellationTokenSource Cancel)> _waiters = [];
        private readonly List<Job> _expected = [];
        private readonly List<Job> _handled = [];
        private bool _busy;
        private int _full;
        private int _displaced;
        private int _refused;
        private int _expectedRefused;
        private int _next;

        internal bool Take(IEnumerable<(Act Act, int Urgency)> steps)
        {
            using var stage = new Stage();
            TaskCompletionSource? inHand = null;
            var props = Props.FromBehavior(Behavior.ReceiveAsync<Job>(async (_, job) =>
            {
                _handled.Add(job);
                inHand = new TaskCompletionSource();
                await inHand.Task;
                return Behavior.Same<Job>();
            }));
            var bounds = Mailbox.Bounded(Capacity, overflow);
            var actor = stage.System.Spawn(byPriority ? props.WithMailbox(Mailbox.Priority<Job>(job => job.Urgency), bounds) : props.WithMailbox(bounds), "a");
            bool agrees = true;
            foreach (var (act, urgency) in steps)
            {
                var job = new Job(_next++, urgency);
                switch (act)
                {
                    case Act.Tell:
                        Tell(actor, job);
                        break;
                    case Act.TellAsync:
                        TellAsync(actor, job);
                        break;
                    case Act.Cancel:
                        CancelAWaiter(stage, urgency);
                        break;
                    case Act.Finish when _busy:
                        inHand!.SetResult();
                        _busy = false;
                        break;
                }

                TakeNext();
                stage.Run();
                agrees &= Agrees(stage, actor);
            }

            while (_busy)
            {
                inHand!.SetResult();
                _busy = false;
                TakeNext();
                stage.Run();
            }

            return agrees && Agrees(stage, actor) && _waiters.Count == 0;
        }

        private void Tell(ActorRef<Job> actor, Job job)
        {
            try
            {
                actor.Tell(job);
            }
            catch (MailboxFullException)
            {
                _refused++;
            }

            ModelTell(job);
        }

        private void TellAsync(ActorRef<Job> actor, Job job)
        {
            var cancel = new CancellationTokenSource();
            bool waits = overflow == MailboxOverflow.Backpressure && _waiting.Count >= Capacity;
            var told = actor.TellAsync(job, cancel.Token).AsTask();
            if (told.Exception?.InnerException is MailboxFullException) _refused++;
            if (waits) _waiters.Add((job, told, cancel));
            else ModelTell(job);
        }

        private void ModelTell(Job job)
        {
            if (_waiting.Count < Capacity)
            {
                _waiting.Add(job);
                return;
            }

            switch (overflow)
            {
                case MailboxOverflow.DropOldest:
                    _waiting.Add(job);
                    _waiting.RemoveAt(byPriority ? _waiting.FindIndex(waiting => waiting.Urgency == _waiting.Max(other => other.Urgency)) : 0);
                    _displaced++;
                    break;
                case MailboxOverflow.Fail:
                    _expectedRefused++;
                    break;
                default:
                    _full++;
                    break;
            }
        }

        private void CancelAWaiter(Stage stage, int which)
        {
            if (_waiters.Count == 0) return;
            var (_, task, cancel) = _waiters[which % _waiters.Count];
            _waiters.RemoveAt(which % _waiters.Count);
            cancel.Cancel();
            stage.Run();
            Assert.True(task.IsCanceled);
        }

        private void TakeNext()
        {
            if (_busy || _waiting.Count == 0) return;
            int next = byPriority ? _waiting.FindIndex(waiting => waiting.Urgency == _waiting.Min(other => other.Urgency)) : 0;
            _expected.Add(_waiting[next]);
            _waiting.RemoveAt(next);
            _busy = true;
            if (_waiters.Count == 0) return;
            _waiting.Add(_waiters[0].Job);
            _completed.Add(_waiters[0].Task);
            _waiters.RemoveAt(0);
        }

        private readonly List<Task> _completed = [];

        private bool Agrees(Stage stage, ActorRef<Job> actor) =>
            _handled.SequenceEqual(_expected)
            && actor.MailboxDepth == _waiting.Count + (_busy ? 1 : 0)
            && stage.DeadLetters.Count(DeadLetterReason.MailboxFull) == _full
            && stage.DeadLetters.Count(DeadLetterReason.MailboxDisplaced) == _displaced
            && _refused == _expectedRefused
            && _completed.TrueForAll(task => task.IsCompletedSuccessfully)
            && _waiters.TrueForAll(waiter => !waiter.Task.IsCompleted);
    }
}
