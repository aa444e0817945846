using System.Globalization;
using Actors.IntegrationTests.LinkPeer;

// What two machines run while their network fails:
//   node HOST PORT ADVERTISED-PORT PEER-HOST PEER-PORT SECRET    sends and receives; says how it stands; on SIGTERM sends no more
//   relay HOST PORT TARGET-PORT FILE                             passes connections on, 100 ms later while FILE exists
switch (args)
{
    case ["node", var host, var port, var advertised, var peerHost, var peerPort, var secret]:
        await TrafficNode.RunAsync(host, Number(port), Number(advertised), $"{peerHost}:{peerPort}", secret);
        break;
    case ["relay", var host, var port, var target, var file]:
        await SlowRelay.RunAsync(host, Number(port), Number(target), file);
        break;
    default:
        throw new ArgumentException("see the first lines of Program.cs");
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
