using System.Security.Cryptography;
using System.Text;

namespace TokenAwareBalancer.Engine.Answering.Pooling;

/// <summary>A number that a text has on every engine, machine and runtime, to draw its vector or score from.</summary>
internal static class TextHash
{
    public static ulong Compute(string text) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
