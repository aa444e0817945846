namespace Actors.Remote;

/// <summary>
/// Stands before the actor that consumes: takes each number once and in order, hands over one at a time, and hands it over
/// again when the actor failed at it. Parent of that actor, so that it knows; outlives its restarts, and ends with it.
/// </summary>
internal sealed class ConsumerActor<T>
{
    private readonly ActorContext<ConsumerCommand<T>> _context;
    private readonly DeliveryOptions _options;
    private readonly ActorRef<WorkerOffer<T>>? _source;
    private readonly ActorRef<Delivery<T>> _consumer;
    private readonly WorkerOffer<T>? _offer;
    private readonly Dictionary<string, InboundStream<T>> _streams = new(StringComparer.Ordinal);
    private readonly Queue<(InboundStream<T> Stream, long Number, T Message)> _ready = new();
    private Delivery<T>? _current;
    private long _heard;

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
                delivery.Stream.Confirm(delivery.Number);
                if (delivery.Stream.AnswerToConfirmed() is { } ack) delivery.Stream.ReplyTo.Tell(ack);
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
            case ChildFailed { Directive.Kind: DirectiveKind.Restart or DirectiveKind.Resume } when _current is { HasBegun: true } failed:
                Deliver(failed.Stream, failed.Number, failed.Message, failed.Attempt + 1);
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
        if (message.FirstUnconfirmed < 1 || message.Number < message.FirstUnconfirmed) return; // from no producer of ours
        if (!_streams.TryGetValue(message.Producer, out var stream) || stream.Life < message.Life)
        {
            if (stream is null && !MakeRoom()) return; // it will ask again
            _streams[message.Producer] = stream = new InboundStream<T>(message, _options.Window);
        }

        if (stream.Life > message.Life) return; // late, from a life that is over
        stream.LastHeard = ++_heard;
        stream.ReplyTo = message.ReplyTo;
        bool isNext = stream.Take(message);
        if (stream.AnswerTo(message) is { } ack) stream.ReplyTo.Tell(ack);
        if (!isNext) return;
        _ready.Enqueue((stream, message.Number, message.Message));
        if (_current is null) DeliverNext();
    }

    private bool MakeRoom()
    {
        if (_streams.Count < _options.MaxProducers) return true;
        InboundStream<T>? oldest = null;
        foreach (var stream in _streams.Values)
        {
            if (stream.Waiting == 0 && (oldest is null || stream.LastHeard < oldest.LastHeard)) oldest = stream;
        }

        if (oldest is not null) return _streams.Remove(oldest.Producer);
        RemoteLog.TooManyProducers(_context.Log, _context.Path.ToString(), _options.MaxProducers);
        return false;
    }

    private void DeliverNext()
    {
        if (_ready.TryDequeue(out var next)) Deliver(next.Stream, next.Number, next.Message, attempt: 1);
    }

    private void Deliver(InboundStream<T> stream, long number, T message, int attempt)
    {
        _current = new Delivery<T>(_context.Self, stream, number, message, attempt);
        _consumer.Tell(_current);
    }
}
