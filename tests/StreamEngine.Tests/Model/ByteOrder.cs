using System.Text;

namespace StreamEngine.Tests.Model;

/// <summary>Texts by their UTF-8 bytes.</summary>
internal sealed class ByteOrder : IComparer<byte[]>, IComparer<string>
{
    public static readonly ByteOrder Instance = new();

    public int Compare(byte[]? x, byte[]? y)
    {
        for (var i = 0; i < Math.Min(x!.Length, y!.Length); i++)
        {
            if (x[i] != y[i]) return x[i] - y[i];
        }
        return x.Length - y!.Length;
    }

    public int Compare(string? x, string? y) => Compare(Encoding.UTF8.GetBytes(x!), Encoding.UTF8.GetBytes(y!));
}
