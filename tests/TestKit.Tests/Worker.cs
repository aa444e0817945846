namespace Actors.TestKit.Tests;

/// <summary>A small actor to test the kit with.</summary>
internal static class Worker
{
    internal sealed record Work(string Text, ActorRef<string>? ReplyTo = null);

    internal static Behavior<Work> Create() => Behavior.Receive<Work>((context, work) =>
    {
        switch (work.Text)
        {
            case "stop": return Behavior.Stopped<Work>();
            case "fail": throw new InvalidOperationException("as told");
            case "unknown": return Behavior.Unhandled<Work>();
            case "child": context.Spawn(Create(), "child"); break;
            case "later": context.ScheduleOnce(TimeSpan.FromMinutes(1), work with { Text = "now" }); break;
            case "log": Line(context); break;
            default: work.ReplyTo?.Tell($"{work.Text} done", context.Self); break;
        }

        return Behavior.Same<Work>();
    });

    private static ActorRef<Work> Spawn(this ActorContext<Work> context, Behavior<Work> behavior, string name) => context.Spawn(Props.FromBehavior(behavior), name);

    private static void Line(ActorContext<Work> context) =>
        context.Log.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "a line", null, static (text, _) => text);
}
