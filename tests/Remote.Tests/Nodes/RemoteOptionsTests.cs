namespace Actors.Remote.Tests.Nodes;

public sealed class RemoteOptionsTests
{
    /// <summary>Seen to fail while "/" opened what is below it whatever it is.</summary>
    [Fact]
    public async Task OpenPaths_Root_OpensAllButSystem()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("a", TestNode.Options with { OpenPaths = ["/"] });
        Assert.True(node.Remote.IsOpen(ActorPath.FromString("/user/x")));
        Assert.True(node.Remote.IsOpen(ActorPath.FromString("/systems/x")));
        Assert.False(node.Remote.IsOpen(ActorPath.FromString("/system")));
        Assert.False(node.Remote.IsOpen(ActorPath.FromString("/system/deadLetters")));
    }

    [Theory]
    [InlineData("/system", false)]
    [InlineData("/system/deadLetters", false)]
    [InlineData("user", false)]
    [InlineData("/systems", true)]
    public void OpenPaths_BelowSystem_AreRefused(string path, bool isFine)
    {
        var options = TestNode.Options with { OpenPaths = [path] };
        if (isFine) options.Validate();
        else Assert.Contains(path, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever is asked to prove first gives what a short secret can be guessed by.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void Secret_Short_IsRefused(int length, bool isFine)
    {
        var options = TestNode.Options with { Secret = new string('s', length) };
        if (isFine) options.Validate();
        else Assert.Contains("RemoteOptions.Secret is missing or shorter than 16 characters", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Seen to fail while any positive time was taken: the timer refused it once a session had begun, and nobody was pinged, or dials
    /// ended with an exception that named no setting.
    /// </summary>
    [Theory]
    [MemberData(nameof(Times))]
    public void Time_ThatNoTimerTakes_IsRefusedByNameWithTheLimit(string setting)
    {
        Check(TimeSpan.Zero, isFine: false);
        Check(TimeSpan.FromTicks(-1), isFine: false);
        Check(TimeSpan.MinValue, isFine: false);
        Check(TimeSpan.FromDays(30) - TimeSpan.FromTicks(1), isFine: true);
        Check(TimeSpan.FromDays(30) + TimeSpan.FromTicks(1), isFine: false);
        Check(TimeSpan.MaxValue, isFine: false);
        Check(Timeout.InfiniteTimeSpan, isFine: setting == nameof(RemoteOptions.GiveUpAfter));

        void Check(TimeSpan time, bool isFine)
        {
            var options = TestNode.Options with { PingTimeout = TimeSpan.FromDays(30), ReconnectMin = TimeSpan.FromTicks(1), ReconnectMax = TimeSpan.FromDays(30) };
            typeof(RemoteOptions).GetProperty(setting)!.SetValue(options, time);
            if (isFine)
            {
                options.Validate();
                return;
            }

            string message = Assert.Throws<ArgumentException>(options.Validate).Message;
            Assert.StartsWith($"RemoteOptions.{setting} is {time}; it must be", message, StringComparison.Ordinal);
            Assert.Contains("30.00:00:00", message, StringComparison.Ordinal);
        }
    }

    /// <summary>All there are: a new one without limits fails the theory.</summary>
    public static TheoryData<string> Times() =>
        [.. typeof(RemoteOptions).GetProperties().Where(static property => property.PropertyType == typeof(TimeSpan)).Select(static property => property.Name)];

    [Fact]
    public void Times_ThatDoNotFitEachOther_AreRefusedByNameWithBoth()
    {
        var second = TimeSpan.FromSeconds(1);
        foreach (var (options, words) in new[]
        {
            (TestNode.Options with { PingInterval = second, PingTimeout = second }, "PingTimeout is 00:00:01; it must be longer than PingInterval, which is 00:00:01"),
            (TestNode.Options with { ReconnectMin = second * 2, ReconnectMax = second }, "ReconnectMin is 00:00:02; it must be at most ReconnectMax, which is 00:00:01"),
            (TestNode.Options with { PingInterval = TimeSpan.FromTicks(9_999) }, "PingInterval is 00:00:00.0009999; it must be at least 00:00:00.0010000"),
        })
            Assert.StartsWith($"RemoteOptions.{words}", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// What Validate lets through, peers can be made with. Seen to fail while the sizes were looked at one by one: a buffer for the
    /// sum was refused at each dial.
    /// </summary>
    [Theory]
    [InlineData(268_435_455, 65_536, 4 << 20, 131_072)]
    [InlineData(268_435_450, 65_536, 4 << 20, 131_072)]
    [InlineData(128 << 20, 128 << 20, 64 << 20, 131_072)]
    [InlineData(210 << 20, 200 << 20, 64 << 20, 4 << 20)]
    [InlineData(16 << 20, 16 << 20, 64 << 20, 4 << 20)]
    public async Task Sizes_ThatAreTaken_ServeAPeer(int frame, int batch, int message, int chunk)
    {
        var options = TestNode.Options with { MaxFrameBytes = frame, BatchBytes = batch, MaxMessageBytes = message, ChunkBytes = chunk };
        try
        {
            options.Validate();
        }
        catch (ArgumentException error)
        {
            Assert.Contains("RemoteOptions.", error.Message, StringComparison.Ordinal);
            return;
        }

        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", options), await cluster.StartAsync("b", options));
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
    }

    /// <summary>Options are printed into logs. Seen to fail with the text that a record makes by itself.</summary>
    [Fact]
    public void ToString_NamesTheNodeAndNotTheSecret()
    {
        string text = (TestNode.Options with { Secret = "never to be read by anybody", Host = "a.example" }).ToString();
        Assert.DoesNotContain("never to be read", text, StringComparison.Ordinal);
        Assert.Contains("a.example", text, StringComparison.Ordinal);
    }
}
