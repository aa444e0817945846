using Actors.Remote.Tests.Serialization;
using Google.Protobuf.WellKnownTypes;

namespace Actors.Remote.Tests.Nodes;

/// <summary>Messages of all formats travel side by side between two nodes.</summary>
public sealed class FormatNodeTests
{
    [Fact]
    public async Task Tell_OfEachFormat_ArrivesInOrder()
    {
        var options = TestNode.Options with { Messages = [CorpusMessages.Manifest, FormatMessages.Manifest] };
        await using var cluster = new TestCluster();
        var one = await cluster.StartAsync("one", options);
        var two = await cluster.StartAsync("two", options);
        var inbox = two.SpawnInbox<object>("inbox");
        var target = one.Ref<object>(two, "inbox");
        object[] messages = [new Number(1), Value("k"), new Note("n", ["l"]), new Number(2), Value("l"), "plain", new Circle("c", 1)];
        foreach (object message in messages) target.Tell(message);
        foreach (object message in messages)
        {
            object received = await inbox.NextAsync();
            if (message is Note note) Assert.Equal(note.Lines, Assert.IsType<Note>(received).Lines);
            else Assert.Equal(message, received);
        }
    }

    private static Struct Value(string key) => new() { Fields = { [key] = Google.Protobuf.WellKnownTypes.Value.ForNumber(1) } };
}
