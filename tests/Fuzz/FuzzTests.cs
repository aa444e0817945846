namespace Actors.Fuzz;

/// <summary>
/// Whatever bytes come, a decoder takes them or refuses them in the way it declares, allocates no more than it declares, and
/// gives back what it took. Seen to fail: with WireCursor.ReadBytes not comparing the length (another exception), with
/// MessagePackReader.Enter not comparing what is announced, with LargePayloads renting what was announced (allocation), and
/// with a struct message that was left out being default (difference: that was how it was found).
/// </summary>
public sealed class FuzzTests
{
    private const long Cases = 200_000;

    [Fact]
    public void Decoders_MutatedInput_KeepTheirPromises() => FuzzRun.Run(Cases, seed: 17, threads: 2);

    public static TheoryData<string> Targets() => [.. FuzzRun.NewTargets().Select(Released)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Decoder_InputOfTheCorpus_KeepsItsPromises(string name)
    {
        var target = FuzzRun.NewTargets().Single(target => target.Name == name);
        using var owned = target as IDisposable;
        foreach (byte[] input in FuzzCorpus.Read(target)) target.Run(input);
    }

    private static string Released(FuzzTarget target)
    {
        (target as IDisposable)?.Dispose();
        return target.Name;
    }
}
