namespace Actors.TestKit.Tests;

/// <summary>The kits that each test of an expectation runs on.</summary>
internal static class Kits
{
    public static TheoryData<string> All => ["in order", "seeded", "threads"];

    internal static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    internal static ActorTestKit Create(string kind) => kind switch
    {
        "in order" => ActorTestKit.Manual(),
        "seeded" => ActorTestKit.Manual(seed: 5),
        _ => ActorTestKit.Threads(),
    };
}
