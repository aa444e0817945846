namespace Actors.Core.Tests;

/// <summary>The code of docs/state-machines.md.</summary>
public sealed class StateMachinesPage
{
    // snippet: machine-messages
    public enum Light
    {
        Off,
        On,
    }

    public abstract record LightMessage;
    public sealed record Press : LightMessage;
    public sealed record Late : LightMessage;
    // end

    [Fact]
    public void Light_AsInThePage_GoesOutByItself()
    {
        using var stage = new Stage();
        var lines = new List<string>();
        // snippet: machine
        Behavior<LightMessage> light = new StateMachine<LightMessage, Light, int>()
            .When(Light.Off, (machine, message) => message is Press
                ? machine.GoTo(Light.On, machine.Data + 1)
                : machine.Unhandled())
            .When(Light.On, TimeSpan.FromMinutes(3), new Late(), (machine, message) => message switch
            {
                Press => machine.GoTo(Light.On), // three minutes more
                _ => machine.GoTo(Light.Off),
            })
            .OnTransition((machine, from, to) => lines.Add($"{from} -> {to}, switched on {machine.Data} times"))
            .StartWith(Light.Off, 0);
        // end
        var actor = stage.Spawn(light, "light");
        actor.Tell(new Press());
        stage.RunFor(TimeSpan.FromMinutes(2));
        actor.Tell(new Press());
        stage.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(["Off -> On, switched on 1 times", "On -> On, switched on 1 times", "On -> Off, switched on 1 times"], lines);
    }
}
