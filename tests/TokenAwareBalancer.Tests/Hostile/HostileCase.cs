namespace TokenAwareBalancer.Hostile;

/// <summary>One raw request of the corpus, and what must become of it.</summary>
internal sealed record HostileCase
{
    /// <summary>The statuses that are right, <c>none</c> for a connection that ends without an answer, or
    /// <c>any</c>.</summary>
    public required string[] Expect { get; init; }

    /// <summary>Value of <c>x-balancer-reason</c>; null where nothing is said of it.</summary>
    public string? Reason { get; init; }

    /// <summary><c>open</c>: the request behind it is answered, as itself. <c>closed</c>: it is not, nor is it seen
    /// by a backend. <c>refused</c>: the rest of the case is answered 400 as a request of its own, and nothing behind
    /// it. <c>any</c>: open or closed.</summary>
    public required string Connection { get; init; }

    /// <summary>How many requests may reach a backend: <c>none</c>, <c>once</c>, or <c>any</c> of the two.</summary>
    public required string Backend { get; init; }

    /// <summary>The request line that the backend reads.</summary>
    public string? BackendLine { get; init; }

    /// <summary>The body that the backend reads: <c>chat</c> or <c>sent</c>.</summary>
    public string? BackendBody { get; init; }

    /// <summary>Headers that the backend reads, with their values.</summary>
    public required string[] BackendWith { get; init; }

    /// <summary>Headers that the backend does not read.</summary>
    public required string[] BackendWithout { get; init; }

    /// <summary>Headers that the client does not read.</summary>
    public required string[] AnswerWithout { get; init; }

    /// <summary>Whether another request follows at once on the same connection; else the client says that it is
    /// done.</summary>
    public required bool HasOneBehind { get; init; }

    /// <summary>Whether a real engine, for which it is no mistake, would be busy with it for minutes.</summary>
    public required bool IsBusyForAnEngine { get; init; }

    public required byte[] Bytes { get; init; }

    /// <summary>The names of all cases, which are their paths below the corpus.</summary>
    public static IEnumerable<string> Names { get; } =
        Directory.EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, Path.ChangeExtension(file, null)))
            .Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Samples", "hostile");

    public static HostileCase Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name + ".txt"));
        var end = Array.IndexOf(lines, "---");
        var settings = lines[..end].Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(": ", 2)).ToLookup(parts => parts[0], parts => parts[1]);
        return new HostileCase
        {
            Expect = settings["expect"].Single().Split('|'),
            Reason = settings["reason"].SingleOrDefault(),
            Connection = settings["connection"].Single(),
            Backend = settings["backend"].Single(),
            BackendLine = settings["backend-line"].SingleOrDefault(),
            BackendBody = settings["backend-body"].SingleOrDefault(),
            BackendWith = [.. settings["backend-with"]],
            BackendWithout = [.. settings["backend-without"]],
            AnswerWithout = [.. settings["answer-without"]],
            HasOneBehind = !settings["behind"].Any(),
            IsBusyForAnEngine = settings["engine"].Contains("busy"),
            Bytes = HostileBytes.Read(lines[(end + 1)..]),
        };
    }
}
