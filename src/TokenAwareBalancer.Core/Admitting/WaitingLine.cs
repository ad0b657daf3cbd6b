using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>Requests in the order in which they came, and for each backend how many of them could use it.</summary>
/// <remarks>
/// Most backends are waited for by nobody: then a settled lease or a newcomer need not look at the line at all, however
/// long it is for others. Guarded by the lock of the gate that owns it.
/// </remarks>
internal sealed class WaitingLine
{
    private readonly LinkedList<HeldRequest> _requests = new();

    public int Length => _requests.Count;

    public LinkedListNode<HeldRequest>? First => _requests.First;

    public void Enter(HeldRequest request)
    {
        _requests.AddLast(request.Node);
        CountWaiting(request, 1);
    }

    /// <returns>False when it was not in line.</returns>
    public bool Leave(HeldRequest request)
    {
        if (request.Node.List is null)
            return false;
        _requests.Remove(request.Node);
        CountWaiting(request, -1);
        return true;
    }

    /// <summary>Lets a request keep its place while it waits for the backends of another fleet.</summary>
    public static void ChangeModel(HeldRequest request, ServedModel model)
    {
        CountWaiting(request, -1);
        request.Model = model;
        CountWaiting(request, 1);
    }

    /// <summary>The work of those who wait for a model.</summary>
    public long TokensOf(ServedModel model) => _requests.Where(held => held.Model == model)
        .Sum(held => held.Work.PromptTokens + held.Work.EstimatedOutputTokens);

    public HeldRequest[] ToArray() => [.. _requests];

    private static void CountWaiting(HeldRequest request, int change)
    {
        foreach (var backend in request.Model.Backends)
            backend.Waiting += change;
        if (request.Tried.IsEmpty)
            request.Model.WaitingUntried += change;
    }
}
