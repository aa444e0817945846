using System.Net;
using System.Net.Sockets;
using Actors.TestKit;

namespace Actors.Remote.Tests.Pacing;

public sealed class DoorTests : IDisposable
{
    private const int Burst = 32, PerSecond = 10, MaxWaiting = 3;
    private readonly VirtualTime _time = new();
    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _clients = [];
    private readonly List<string> _slowed = [];
    private readonly List<string> _refused = [];
    private readonly Door _door;

    public DoorTests()
    {
        _listening.Bind(new IPEndPoint(IPAddress.Any, 0));
        _listening.Listen();
        _door = new Door(_time, new GrpcTransportOptions
        {
            FailedConnectionsBurst = Burst,
            FailedConnectionsPerSecond = PerSecond,
            MaxWaitingConnections = MaxWaiting,
            Slowed = (peer, _) => _slowed.Add(peer),
            Refused = (peer, _) => _refused.Add(peer),
        });
    }

    /// <summary>Fails when Caller.TryHold lets all in.</summary>
    [Fact]
    public async Task Connections_ThatComeToNothing_WaitThenAreRefused()
    {
        for (int i = 0; i < Burst; i++) Assert.True(await ConnectAsync());
        Assert.Equal(Burst, Admitted().Count);
        for (int i = 0; i < MaxWaiting; i++) Assert.True(await ConnectAsync());
        Assert.Empty(Admitted());
        Assert.Equal(MaxWaiting, _slowed.Count);

        Assert.False(await ConnectAsync());
        Assert.Single(_refused);
        byte[] one = new byte[1];
        await Assert.ThrowsAsync<SocketException>(() => _clients[^1].ReceiveAsync(one)); // reset, not kept

        _time.AdvanceBy(TimeSpan.FromSeconds(1.01 / PerSecond));
        Assert.Single(Admitted());
        _time.AdvanceBy(TimeSpan.FromSeconds(1));
        Assert.Equal(MaxWaiting - 1, Admitted().Count);
        Assert.Null(_time.NextDue); // no timer of those that wait is left
    }

    /// <summary>A cluster that starts: as many as like, as long as each shows the secret. Fails when Caller.Vouch gives nothing back.</summary>
    [Fact]
    public async Task Connections_ThatAreVouchedFor_NeitherWaitNorAreRefused()
    {
        for (int i = 0; i < 5 * Burst; i++)
        {
            Assert.True(await ConnectAsync());
            Admitted().Single().Caller.Vouch();
        }

        Assert.Empty(_slowed);
    }

    /// <summary>Those that wait go on as soon as others have shown that they are peers, without a timer.</summary>
    [Fact]
    public async Task Waiting_WhenOthersAreVouchedFor_GoOnAtOnce()
    {
        for (int i = 0; i < Burst + MaxWaiting; i++) await ConnectAsync();
        var admitted = Admitted();
        foreach (var one in admitted) one.Caller.Vouch();
        Assert.Equal(MaxWaiting, Admitted().Count);
    }

    /// <summary>To come and go at full speed is not free either.</summary>
    [Fact]
    public async Task Connections_VouchedForWithoutEnd_CountForATenth()
    {
        int before = 0;
        while (_slowed.Count == 0 && before++ < 20 * Burst)
        {
            await ConnectAsync();
            foreach (var one in Admitted()) one.Caller.Vouch();
        }

        Assert.InRange(before, 9 * Burst, 11 * Burst);
    }

    /// <summary>Sessions that begin well and break a rule then. Fails when Caller.Blame does nothing.</summary>
    [Fact]
    public async Task Connections_ThatBreakARule_HaveToWaitSoonAndNoLongerThanOneTurn()
    {
        int broken = 0;
        while (_slowed.Count == 0 && broken++ < Burst)
        {
            await ConnectAsync();
            foreach (var one in Admitted())
            {
                one.Caller.Vouch();
                one.Caller.Blame();
            }
        }

        Assert.InRange(broken, 10, 17);
        _time.AdvanceBy(TimeSpan.FromSeconds(1.01 / PerSecond));
        Assert.Single(Admitted());
    }

    [Fact]
    public async Task Connections_OfAnotherAddress_DoNotWait()
    {
        for (int i = 0; i < Burst + 1; i++) await ConnectAsync();
        Assert.Equal(Burst, Admitted().Count);
        Assert.True(await ConnectAsync("127.0.0.2"));
        Assert.Single(Admitted());
    }

    /// <summary>Those that gave up take no turn from those behind them.</summary>
    [Fact]
    public async Task Waiting_ThatHaveGone_CostNothing()
    {
        for (int i = 0; i < Burst + MaxWaiting; i++) await ConnectAsync();
        Admitted();
        foreach (var gone in _clients[Burst..^1]) gone.Close(0);
        await Task.Yield();
        _time.AdvanceBy(TimeSpan.FromSeconds(1.01 / PerSecond));
        Assert.Equal(_clients[^1].LocalEndPoint, Admitted().Single().Socket.RemoteEndPoint);
    }

    /// <summary>Nothing of those that wait is left.</summary>
    [Fact]
    public async Task Dispose_CutsThoseThatWait()
    {
        for (int i = 0; i < Burst + 1; i++) await ConnectAsync();
        _door.Dispose();
        byte[] one = new byte[1];
        await Assert.ThrowsAsync<SocketException>(() => _clients[^1].ReceiveAsync(one));
        Assert.Null(_time.NextDue);
    }

    public void Dispose()
    {
        _door.Dispose();
        foreach (var one in Admitted()) one.Socket.Dispose();
        foreach (var client in _clients) client.Dispose();
        _listening.Dispose();
    }

    private async Task<bool> ConnectAsync(string from = "127.0.0.1")
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        client.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)_listening.LocalEndPoint!).Port));
        return _door.OnAccepted(await _listening.AcceptAsync());
    }

    private List<AdmittedSocket> Admitted()
    {
        var all = new List<AdmittedSocket>();
        while (_door.Admitted.TryRead(out var one)) all.Add(one);
        return all;
    }
}
