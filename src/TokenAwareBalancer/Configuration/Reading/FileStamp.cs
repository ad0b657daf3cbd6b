using System.Buffers.Binary;

namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>Stands for the content of a file that is too large to be kept and compared every second.</summary>
internal static class FileStamp
{
    /// <summary>Its length and when it was written, of the file itself, behind whatever links lead to it.</summary>
    /// <returns>Null when it cannot be opened.</returns>
    public static byte[]? Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var stamp = new byte[2 * sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(stamp, RandomAccess.GetLength(file));
            BinaryPrimitives.WriteInt64LittleEndian(stamp.AsSpan(sizeof(long)), File.GetLastWriteTimeUtc(file).Ticks);
            return stamp;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            return null;
        }
    }
}
