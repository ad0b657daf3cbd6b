using System.Diagnostics.CodeAnalysis;

namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>Requests in order of arrival, any of which may leave.</summary>
/// <remarks>Leaving only marks the request; it is skipped when its turn comes, so both cost O(1).</remarks>
internal sealed class WaitingQueue
{
    private readonly Queue<ScheduledRequest> _requests = new();

    public int Count { get; private set; }

    public void Add(ScheduledRequest request)
    {
        request.Place = ScheduledPlace.Waiting;
        _requests.Enqueue(request);
        Count++;
    }

    public void Remove(ScheduledRequest request)
    {
        request.Place = ScheduledPlace.Outside;
        Count--;
    }

    public bool TryTake([NotNullWhen(true)] out ScheduledRequest? request)
    {
        while (_requests.TryDequeue(out request))
        {
            if (request.Place != ScheduledPlace.Waiting)
                continue;
            request.Place = ScheduledPlace.Running;
            Count--;
            return true;
        }
        return false;
    }
}
