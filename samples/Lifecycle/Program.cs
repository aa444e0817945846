using Actors;
using Lifecycle;

(string Title, int UserId)[] evening =
[
    ("The Movie", 44), ("The Movie 2", 54), ("The Movie 3", 64), ("The Movie 4", 74), ("The Movie 5", 84), ("The Movie 6", 94),
];
var restarted = new TaskCompletionSource();
await ActorSystem.Run("playback", async system =>
{
    var player = system.Spawn(Props.FromProducer(() => new PlaybackActor(Write)), "PlaybackActor");
    foreach (var (title, userId) in evening[..3]) player.Tell(new PlayMovie(title, userId));
    player.Tell(new Recover());
    await restarted.Task; // the player does not wait for its child; this program does, so that its lines come in one order
    foreach (var (title, userId) in evening[3..]) player.Tell(new PlayMovie(title, userId));
    await system.Root.Poison(player);
});

void Write(string line)
{
    Console.WriteLine(line);
    if (line == "ChildActor restarting") restarted.TrySetResult();
}
