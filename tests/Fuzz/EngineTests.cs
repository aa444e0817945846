namespace Actors.Fuzz;

/// <summary>That the fuzzer finds what it is there to find.</summary>
public sealed class EngineTests
{
    [Theory]
    [InlineData("throws", "IndexOutOfRangeException")]
    [InlineData("allocates", "bytes allocated")]
    [InlineData("differs", "differs")]
    public void Loop_TargetThatBreaksAPromise_FindsIt(string defect, string found)
    {
        var error = Assert.Throws<FuzzFailureException>(() => new FuzzLoop(new Broken(defect), 1).Run(100_000));
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains("input of", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The way to the defect has three steps; bytes by chance would need some 16 million cases.</summary>
    [Fact]
    public void Loop_NewOutcomes_LeadFurther()
    {
        var loop = new FuzzLoop(new Broken("none"), 1);
        loop.Run(100_000);
        Assert.Equal(4, loop.Outcomes);
    }

    private sealed class Broken(string defect) : FuzzTarget
    {
        private bool _bad;

        internal override string Name => "broken";

        internal override int Share => 1000;

        internal override IEnumerable<byte[]> Seeds => [[1, 2, 3, 4]];

        protected override int Decode(ReadOnlyMemory<byte> input)
        {
            var bytes = input.Span;
            _bad = false;
            if (bytes.Length < 3 || bytes[0] != 0x5A) return 0;
            if (bytes[1] != 0xA5) return 1;
            if (bytes[2] != 0x77) return 2;
            _bad = true;
            if (defect == "throws") return bytes[bytes.Length + (bytes[0] & 1)];
            if (defect == "allocates") GC.KeepAlive(new byte[100_000]);
            return 3;
        }

        protected override bool IsRefusal(Exception error) => false;

        protected override long AllocationLimit(int inputBytes, bool refused) => 1000;

        protected override string? FindDifference() => _bad && defect == "differs" ? "it differs" : null;
    }
}
