using System.Diagnostics;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote.Tests.Diagnostics;

/// <summary>The bytes of a TraceContext: those of the generated classes, and anything a peer may send in their place.</summary>
public sealed class TraceContextTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(null)]
    [InlineData("a=1,b=2")]
    public void Write_IsWhatTheGeneratedClassesReadAndWrite(string? state)
    {
        Assert.True(ActivityContext.TryParse(Parent, state, out var context));
        byte[] written = RemoteTrace.Write(context);
        var read = TraceContext.Parser.ParseFrom(written);
        Assert.Equal((Parent, state ?? ""), (read.Traceparent, read.Tracestate));
        Assert.Equal(read.ToByteArray(), written);
        Assert.True(RemoteTrace.TryRead(written, out var again));
        Assert.Equal((context.TraceId, context.SpanId, context.TraceFlags, state, true), (again.TraceId, again.SpanId, again.TraceFlags, again.TraceState, again.IsRemote));
    }

    [Fact]
    public void Write_StateThatIsTooLong_IsLeftOut()
    {
        Assert.True(ActivityContext.TryParse(Parent, new string('s', RemoteTrace.MaxStateBytes + 1), out var context));
        Assert.Equal("", TraceContext.Parser.ParseFrom(RemoteTrace.Write(context)).Tracestate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319é-b7ad6b7169203331-01")]
    public void Read_ParentThatIsNotWellFormed_IsIgnored(string parent) =>
        Assert.False(RemoteTrace.TryRead(new TraceContext { Traceparent = parent, Tracestate = "a=1" }.ToByteArray(), out _));

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("nul\0")]
    [InlineData("é")]
    public void Read_StateThatIsNotPrintable_IsLeftOut(string state)
    {
        Assert.True(RemoteTrace.TryRead(new TraceContext { Traceparent = Parent, Tracestate = state }.ToByteArray(), out var context));
        Assert.Null(context.TraceState);
    }

    [Fact]
    public void Read_StateThatIsTooLong_IsLeftOut()
    {
        Assert.True(RemoteTrace.TryRead(new TraceContext { Traceparent = Parent, Tracestate = new string('s', 100_000) }.ToByteArray(), out var context));
        Assert.Null(context.TraceState);
    }

    /// <summary>Cut anywhere, and with any byte changed: read or ignored, never thrown.</summary>
    [Fact]
    public void Read_AnyBytes_NeverThrows()
    {
        byte[] sane = new TraceContext { Traceparent = Parent, Tracestate = "a=1" }.ToByteArray();
        for (int i = 0; i <= sane.Length; i++) RemoteTrace.TryRead(sane.AsSpan(0, i), out _);
        RandomFrames.ForAllSeeds(random =>
        {
            byte[] bytes = [.. sane];
            for (int i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            RemoteTrace.TryRead(bytes, out _);
            random.NextBytes(bytes);
            RemoteTrace.TryRead(bytes, out _);
        });
    }
}
