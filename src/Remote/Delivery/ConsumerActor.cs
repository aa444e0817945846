namespace Actors.Remote;

/// <summary>
/// Stands before the actor that consumes: takes each number once and in order, hands over one at a time, and hands it over
/// again when the actor failed at it. Parent of that actor, so that it knows; outlives its restarts, and ends with it.
/// </summary>
internal sealed class ConsumerActor<T>
{
    /// <summary>More than any address of an actor has. Names are kept.</summary>
    internal const int MaxNameLength = 8 * 1024;

    private readonly ActorContext<ConsumerCommand<T>> _context;
    private readonly DeliveryOptions _options;
    private readonly ActorRef<WorkerOffer<T>>? _source;
    private readonly ActorRef<Delivery<T>> _consumer;
    private readonly WorkerOffer<T>? _offer;
    private readonly Dictionary<string, InboundStream<T>> _streams = new(StringComparer.Ordinal);
    private readonly Queue<InboundStream<T>> _ready = new(); // those that have messages waiting, each once
    private Delivery<T>? _current;
    private long _heard;
    private bool _isFullSaid;

    internal ConsumerActor(ActorContext<ConsumerCommand<T>> context, Props<Delivery<T>> consumer, DeliveryOptions options, ActorRef<WorkerOffer<T>>? source)
    {
        _context = context;
        _options = options;
        _source = source;
        _consumer = context.Spawn(consumer.WithReceiveInterceptor(Begin), "consumer");
        context.Watch(_consumer);
        if (source is null) return;
        _offer = new WorkerOffer<T>(new NarrowRef<Sequenced<T>>(context.Self), options.Window);
        context.ScheduleRepeatedly(TimeSpan.Zero, options.ResendInterval, new OfferDue<T>());
    }

    internal Behavior<ConsumerCommand<T>> Receive(ActorContext<ConsumerCommand<T>> context, ConsumerCommand<T> command)
    {
        switch (command)
        {
            case Sequenced<T> message:
                OnMessage(message);
                break;
            case DeliveryConfirmed<T> { Delivery: var delivery } when ReferenceEquals(delivery, _current):
                _current = null;
                if (delivery.Life == delivery.Stream.Life && delivery.Stream.Confirm(delivery.Number) is { } ack) delivery.Stream.ReplyTo.Tell(ack);
                DeliverNext();
                break;
            case OfferDue<T>:
                _source!.Tell(_offer!);
                break;
        }

        return Behavior.Same<ConsumerCommand<T>>();
    }

    internal Behavior<ConsumerCommand<T>> OnSignal(ActorContext<ConsumerCommand<T>> context, Signal signal)
    {
        switch (signal)
        {
            case ChildFailed { Directive.Kind: DirectiveKind.Restart or DirectiveKind.Resume } when _current is { HasBegun: true, IsConfirmed: false } failed:
                Deliver(failed.Again());
                return Behavior.Same<ConsumerCommand<T>>();
            case Terminated ended when ended.Actor.Equals(_consumer):
                return Behavior.Stopped<ConsumerCommand<T>>();
            default:
                return Behavior.Unhandled<ConsumerCommand<T>>();
        }
    }

    /// <summary>A failure before this is no failure at the message, which then still waits.</summary>
    private static Behavior<Delivery<T>> Begin(ActorContext<Delivery<T>> context, Delivery<T> delivery, Func<Delivery<T>, Behavior<Delivery<T>>> next)
    {
        delivery.Begin();
        return next(delivery);
    }

    private void OnMessage(Sequenced<T> message)
    {
        if (message.FirstUnconfirmed < 1 || message.Number < message.FirstUnconfirmed || message.Life is < 1 or long.MaxValue || message.Producer.Length > MaxNameLength) return; // from no producer of ours
        if (!_streams.TryGetValue(message.Producer, out var stream))
        {
            if (!MakeRoom()) return; // it will ask again
            _streams[message.Producer] = stream = new InboundStream<T>(message, _options.Window);
        }

        if (stream.Life < message.Life) stream.Begin(message); // what its life before has left waiting is over
        if (stream.Life > message.Life)
        {
            // Late, from a life that is over; or that life is the younger one, and the producer's clock has been put back.
            if (message.IsProbe) message.ReplyTo.Tell(stream.AnswerToOlder(message));
            return;
        }

        stream.LastHeard = ++_heard;
        stream.ReplyTo = message.ReplyTo;
        bool isNext = stream.Take(message);
        if (stream.AnswerTo(message) is { } ack) stream.ReplyTo.Tell(ack);
        if (!isNext) return;
        if (stream.MustGetInLine) _ready.Enqueue(stream);
        if (_current is null) DeliverNext();
    }

    private bool MakeRoom()
    {
        if (_streams.Count < _options.MaxProducers) return true;
        InboundStream<T>? oldest = null;
        foreach (var stream in _streams.Values)
        {
            if (stream.IsIdle && (oldest is null || stream.LastHeard < oldest.LastHeard)) oldest = stream;
        }

        if (oldest is not null)
        {
            _isFullSaid = false;
            return _streams.Remove(oldest.Producer);
        }

        if (!_isFullSaid) RemoteLog.TooManyProducers(_context.Log, _context.Path.ToString(), _options.MaxProducers); // once, not for each message
        _isFullSaid = true;
        return false;
    }

    private void DeliverNext()
    {
        while (_ready.TryDequeue(out var stream))
        {
            if (stream.Next(_context.Self) is not { } next) continue; // its life ended while it was in line
            if (stream.MustGetInLine) _ready.Enqueue(stream);
            Deliver(next);
            return;
        }
    }

    private void Deliver(Delivery<T> delivery)
    {
        _current = delivery;
        _consumer.Tell(delivery);
    }
}
