using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

public sealed class ControlSizeTests
{
    /// <summary>
    /// The largest that the limits allow, of each kind: one that did not fit would end each session with a peer that takes the
    /// smallest frames. Fails with a Session.LeastFrameBytes of 8 KiB, and for a kind that is not listed here.
    /// </summary>
    [Fact]
    public void ControlMessages_AtTheirLargest_FitTheSmallestFrame()
    {
        string path = new('x', ActorPath.MaxLength), segment = new('x', ActorPath.MaxSegmentLength), message = new('x', MessageAttribute.MaxIdLength);
        string endpoint = $"{segment}@{new string('h', 255)}:65535";
        string text = new('\u4e00', PeerText.MaxLength); // what a peer has sent, three bytes for each character
        var actor = new ActorId { Path = path, Uid = ulong.MaxValue };
        Control[] largest =
        [
            new() { Watch = new Watch { Target = actor } },
            new() { Unwatch = new Unwatch { Target = actor } },
            new() { Terminated = new Proto.Terminated { Target = actor, WatchedUid = ulong.MaxValue } },
            new() { Stop = new StopActor { Target = actor, Poison = true } },
            new() { Refused = new Refused { Reason = RejectReason.Forbidden, Detail = path + endpoint + text } },
            new()
            {
                Spawn = new Spawn
                {
                    Request = ulong.MaxValue, Kind = segment, Name = segment, Message = message, ArgumentType = message, Incarnation = ulong.MaxValue,
                    Argument = ByteString.CopyFrom(new byte[RemoteOptions.MaxSpawnArgumentBytes]),
                },
            },
            new() { Spawned = new Spawned { Request = ulong.MaxValue, Actor = actor, Refusal = SpawnRefusal.Limit, Detail = endpoint + segment + segment + message + text } },
        ];
        Assert.Equal(Enum.GetValues<Control.BodyOneofCase>().Except([Control.BodyOneofCase.None]).Order(), largest.Select(static control => control.BodyCase).Order());
        Assert.All(largest, static control =>
        {
            control.Sequence = ulong.MaxValue;
            Assert.InRange(new Frame { Control = control }.CalculateSize(), 1, Session.LeastFrameBytes);
        });
    }
}
