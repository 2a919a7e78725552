using System.Net;
using System.Net.Sockets;

namespace StreamEngine.Host.Demo;

/// <summary>Finds a port of 127.0.0.1 that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>The preferred port when it is free; else 0, which lets the listener take any that is.</summary>
    public static int Or0(int preferred) => IsFree(preferred) ? preferred : 0;

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
