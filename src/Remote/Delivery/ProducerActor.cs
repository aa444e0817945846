namespace Actors.Remote;

/// <summary>Keeps what has been accepted until it has been confirmed, and gives it to the one consumer, or to whichever worker asks.</summary>
internal sealed class ProducerActor<T>
{
    private readonly ActorContext<ProducerCommand> _context;
    private readonly DeliveryOptions _options;
    private readonly ActorRef<DeliveryAck> _self;
    private readonly bool _takesWorkers;
    private readonly string _name;
    private readonly Dictionary<long, OutboundStream<T>> _streams = [];
    private readonly LinkedList<T> _pending = new();
    private readonly Queue<Submission<T>> _waiting = new();
    private readonly List<TaskCompletionSource> _whenEmpty = [];
    private readonly int _maxTicks;
    private readonly LinkWatch _links;
    private long _leastLife;
    private int _unconfirmed;

    internal ProducerActor(ActorContext<ProducerCommand> context, ActorRef<Sequenced<T>>? consumer, DeliveryOptions options)
    {
        _context = context;
        _options = options;
        _self = new NarrowRef<DeliveryAck>(context.Self);
        _takesWorkers = consumer is null;
        _name = new ActorAddress(context.System.Node is { } node ? node with { Incarnation = 0 } : null, context.Path).ToString(); // two nodes may have an actor of one path
        _maxTicks = (int)Math.Min(1_000_000, options.MaxResendInterval.Ticks / options.ResendInterval.Ticks);
        if (consumer is not null) AddStream(consumer, requested: 1);
        context.ScheduleRepeatedly(options.ResendInterval, options.ResendInterval, ResendDue.Instance);
        _links = new LinkWatch(context.System.Events, context.Self);
    }

    internal Behavior<ProducerCommand> Receive(ActorContext<ProducerCommand> context, ProducerCommand command)
    {
        switch (command)
        {
            case Submission<T> submission:
                OnSubmission(submission);
                break;
            case DeliveryAck ack:
                OnAck(ack);
                break;
            case WorkerOffer<T> offer:
                OnOffer(offer);
                break;
            case ResendDue:
                foreach (var stream in _streams.Values) stream.OnTick(_maxTicks);
                break;
            case LinkBack link:
                _links.OnHandled();
                foreach (var stream in _streams.Values) stream.OnLink(link.Peer);
                break;
            case WhenConfirmed asked when Held == 0 && _waiting.Count == 0:
                asked.Done.TrySetResult();
                break;
            case WhenConfirmed asked:
                _whenEmpty.RemoveAll(static done => done.Task.IsCompleted); // cancelled
                if (_whenEmpty.Count < Math.Max(1, _options.MaxWaiting)) _whenEmpty.Add(asked.Done);
                else asked.Done.TrySetException(new DeliveryOverflowException(context.Path, _options.MaxWaiting));
                break;
        }

        return Behavior.Same<ProducerCommand>();
    }

    internal Behavior<ProducerCommand> OnSignal(ActorContext<ProducerCommand> context, Signal signal)
    {
        switch (signal)
        {
            case Terminated ended:
                OnWorkerEnded(ended.Actor);
                break;
            case PostStop or PreRestart: // what was accepted and is not confirmed must not vanish in silence
                _links.End();
                foreach (var message in _streams.Values.SelectMany(static stream => stream.Messages).Concat(_pending))
                    context.System.DeadLetters.Publish(message, context.Path.ToString(), null, DeadLetterReason.ActorStopped);
                var over = new DeadActorException(context.Self.ToString(), DeadLetterReason.ActorStopped);
                foreach (var source in _waiting.Select(static submission => submission.Accepted).Concat(_whenEmpty)) source.TrySetException(over);
                break;
        }

        return Behavior.Same<ProducerCommand>();
    }

    private int Held => _pending.Count + _unconfirmed;

    private void OnSubmission(Submission<T> submission)
    {
        if (Held < _options.BufferCapacity && _waiting.Count == 0)
        {
            Accept(submission);
            Distribute();
        }
        else
        {
            if (_waiting.Count >= _options.MaxWaiting) DropCancelled();
            if (_waiting.Count < _options.MaxWaiting) _waiting.Enqueue(submission);
            else submission.Accepted.TrySetException(new DeliveryOverflowException(_context.Path, _options.MaxWaiting));
        }
    }

    /// <summary>Those that do not wait any more take no place.</summary>
    private void DropCancelled()
    {
        for (int left = _waiting.Count; left > 0; left--)
        {
            var next = _waiting.Dequeue();
            if (!next.Accepted.Task.IsCompleted) _waiting.Enqueue(next);
        }
    }

    private void Accept(Submission<T> submission)
    {
        if (submission.Accepted.TrySetResult()) _pending.AddLast(submission.Message); // else it was cancelled, and its sender has been told so
    }

    private void OnAck(DeliveryAck ack)
    {
        if (ack.Producer != _name || !_streams.TryGetValue(ack.Life, out var stream)) return; // of an earlier life, or of a worker that is gone
        if (ack.NewestLife > ack.Life)
        {
            if (ack.NewestLife < long.MaxValue) BeginAnew(stream, ack.NewestLife);
            return;
        }

        int before = stream.Unconfirmed;
        stream.OnAck(ack);
        _unconfirmed -= before - stream.Unconfirmed;
        Distribute();
    }

    private void OnOffer(WorkerOffer<T> offer)
    {
        if (!_takesWorkers || offer.Window < 1 || _streams.Count >= _options.MaxWorkers || _streams.Values.Any(stream => stream.Consumer.Equals(offer.Worker))) return;
        AddStream(offer.Worker, offer.Window);
        _context.Watch(offer.Worker);
        Distribute();
    }

    /// <summary>What it has not confirmed goes to others, before all that waits.</summary>
    private void OnWorkerEnded(ActorRef worker)
    {
        foreach (var stream in _streams.Values.Where(stream => stream.Consumer.Equals(worker)).ToArray()) TakeBack(stream);
        Distribute();
    }

    /// <summary>The clock is behind that of an earlier life of this producer, and the consumer remembers that one.</summary>
    private void BeginAnew(OutboundStream<T> stream, long newestLife)
    {
        TakeBack(stream);
        _leastLife = Math.Max(_leastLife, newestLife + 1);
        AddStream(stream.Consumer, requested: 1);
        Distribute();
    }

    private void TakeBack(OutboundStream<T> stream)
    {
        _streams.Remove(stream.Life);
        _unconfirmed -= stream.Unconfirmed;
        foreach (var message in stream.Messages.Reverse()) _pending.AddFirst(message);
    }

    private void AddStream(ActorRef<Sequenced<T>> consumer, long requested)
    {
        long life = Math.Max(_leastLife, ProducerLives.Next(_context.System));
        _leastLife = life + 1;
        // Workers know each stream by a name of its own: one that is taken again after it was thought dead begins anew.
        _streams.Add(life, new OutboundStream<T>(_name, life, consumer, _self, requested));
    }

    /// <summary>Gives what waits to who wants most, and takes in from who waits to send.</summary>
    private void Distribute()
    {
        while (true)
        {
            while (Held < _options.BufferCapacity && _waiting.TryDequeue(out var submission)) Accept(submission);
            if (_pending.First is not { } first || Choose() is not { } stream) break;
            _pending.RemoveFirst();
            _unconfirmed++;
            stream.Send(first.Value);
        }

        if (Held > 0 || _whenEmpty.Count == 0) return;
        foreach (var done in _whenEmpty) done.TrySetResult();
        _whenEmpty.Clear();
    }

    private OutboundStream<T>? Choose()
    {
        OutboundStream<T>? best = null;
        foreach (var stream in _streams.Values)
        {
            if (stream.Demand > 0 && (best is null || stream.Unconfirmed < best.Unconfirmed)) best = stream;
        }

        return best;
    }
}

/// <summary>A message to be accepted.</summary>
internal sealed record Submission<T>(T Message, TaskCompletionSource Accepted) : ProducerCommand;

/// <summary>Somebody waits for all to be confirmed.</summary>
internal sealed record WhenConfirmed(TaskCompletionSource Done) : ProducerCommand;

/// <summary>A link has been opened.</summary>
internal sealed record LinkBack(NodeAddress Peer) : ProducerCommand;

/// <summary>Time to look who is silent.</summary>
internal sealed record ResendDue : ProducerCommand
{
    internal static readonly ResendDue Instance = new();
}
