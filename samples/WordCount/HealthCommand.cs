using Actors.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WordCount;

/// <summary>What the health endpoint answers from.</summary>
internal sealed class HealthState
{
    public ClusterNode? Cluster { get; set; }

    public (bool Ready, string Why) Check() => Cluster switch
    {
        null => (false, "joining"),
        { Membership.State: not MemberState.Active } node => (false, $"the member is {node.Membership.State}"),
        { Membership.HasLease: false } => (false, "the lease has expired: the membership store cannot be reached"),
        { Membership.Snapshot.Phase: UniversePhase.Forming } => (false, "the cluster is new in its store: waiting until leases of a lost predecessor would be over (about 10 s)"),
        { IsReady: false } => (false, "some shards have no owner yet"),
        var node => (true, $"ready: {node.Self}, {node.ActiveVirtualActors} virtual actors"),
    };
}

/// <summary>Serves a node's health, and asks for it.</summary>
internal static class HealthCommand
{
    public static async Task<int> RunAsync(Settings settings)
    {
        if (settings.HealthPort == 0)
        {
            Console.WriteLine("the health endpoint is switched off (ACTORS_HEALTH_PORT is 0)");
            return 1;
        }

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{settings.HealthPort}/health/ready"));
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Console.WriteLine($"no node answers on port {settings.HealthPort} (ACTORS_HEALTH_PORT): {error.Message}");
            return 1;
        }
    }

    /// <summary>Null if the port is 0.</summary>
    public static async Task<IAsyncDisposable?> ServeAsync(Settings settings, HealthState state)
    {
        if (settings.HealthPort == 0) return null;
        // The bare server: configuration files, logging and routing would take longer to build than the whole node takes to start.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenAnyIP(settings.HealthPort));
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, state));
        try
        {
            await application.StartAsync();
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw new SettingException($"the health endpoint cannot listen on port {settings.HealthPort} (ACTORS_HEALTH_PORT): {error.Message}");
        }

        return application;
    }

    private static Task AnswerAsync(HttpContext context, HealthState state)
    {
        (int status, string text) = context.Request.Path.Value switch
        {
            _ when !HttpMethods.IsGet(context.Request.Method) => (StatusCodes.Status405MethodNotAllowed, "only GET is served"),
            "/health/live" => (StatusCodes.Status200OK, "live"),
            "/health/ready" => state.Check() is var (ready, why) && ready ? (StatusCodes.Status200OK, why) : (StatusCodes.Status503ServiceUnavailable, why),
            _ => (StatusCodes.Status404NotFound, "served are /health/live and /health/ready"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }
}
