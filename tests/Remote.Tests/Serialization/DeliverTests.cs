namespace Actors.Remote.Tests.Serialization;

public sealed class DeliverTests
{
    [Fact]
    public void Deliver_ToRefOfTheType_TellsWithTheSender()
    {
        var target = new NotingRef<Point>();
        var sender = new NotingRef<string>();
        Assert.True(Deliver(new Point(1, 2), target, sender));
        Assert.Equal([(new Point(1, 2), sender)], target.Told);
    }

    [Fact]
    public void Deliver_ToRefOfAnInterfaceOfTheType_Tells()
    {
        var target = new NotingRef<Animal>();
        Assert.True(Deliver(Corpus.Cat, target));
        Assert.Equal(Corpus.Cat, Assert.Single(target.Told).Message);
    }

    [Fact]
    public void Deliver_ToRefOfAnotherType_TellsNothingAndReturnsFalse()
    {
        var target = new NotingRef<string>();
        Assert.False(Deliver(new Point(1, 2), target));
        Assert.Empty(target.Told);
        Assert.Empty(target.Refused);
    }

    [Fact]
    public void Deliver_BytesAfterTheMessage_ThrowsAndTellsNothing()
    {
        var target = new NotingRef<Point>();
        var error = Assert.Throws<MessageFormatException>(() => Deliver<Point>([0x92, 1, 2, 3], target));
        Assert.Equal("Message 'corpus.point': 1 bytes follow the message", error.Message);
        Assert.Empty(target.Told);
    }

    /// <summary>
    /// A struct is not boxed, and nothing but the message is allocated. Fails with 24 bytes per message when Deliver
    /// always goes through TellObject.
    /// </summary>
    [Fact]
    public void Deliver_Struct_AllocatesNothing()
    {
        var target = new DroppingRef<Point>();
        byte[] bytes = Payload.Of(new Point(1, 70_000));
        for (int i = 0; i < 100; i++) Deliver<Point>(bytes, target);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Deliver<Point>(bytes, target);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Write_ToAWarmBuffer_AllocatesNothing()
    {
        using var buffer = new WireBuffer(1024, 1024 * 1024);
        var codec = Payload.Registry.For<Line>();
        var message = new Line(new(1, 2), new(3, 400_000), "a label");
        WriteMany(codec, buffer, message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteMany(codec, buffer, message);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void WriteMany(MessageCodec<Line> codec, WireBuffer buffer, Line message)
    {
        for (int i = 0; i < 100; i++)
        {
            buffer.Truncate(0);
            var writer = new MessagePackWriter(buffer, null);
            codec.Write(ref writer, message);
        }
    }

    private static bool Deliver<T>(T message, ActorRef target, ActorRef? sender = null) => Deliver<T>(Payload.Of(message), target, sender);

    private static bool Deliver<T>(byte[] bytes, ActorRef target, ActorRef? sender = null)
    {
        var reader = new MessagePackReader(bytes, null);
        return Payload.Registry.For<T>().Deliver(ref reader, target, sender);
    }

    private sealed class DroppingRef<T> : ActorRef<T>
    {
        public override ActorPath Path => ActorPath.Root;

        public override bool IsAlive => true;

        public override ActorAddress Address => new(null, Path);

        public override void Tell(T message, ActorRef? sender)
        {
        }

        private protected override void RefuseType(object message, ActorRef? sender)
        {
        }

        internal override ActorSystem System => throw new NotSupportedException();

        internal override void SendSystem(SystemMessage message)
        {
        }

        public override bool Equals(ActorRef? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => 0;
    }
}
