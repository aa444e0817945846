namespace Actors;

/// <summary>The description of a machine as a behaviour; each actor gets a machine of its own.</summary>
internal sealed class StateMachineBehavior<T, TState, TData>(
    Dictionary<TState, MachineState<T, TState, TData>> states,
    Action<StateMachineContext<T, TState, TData>, TState, TState>[] listeners,
    TState first,
    TData data)
    : Behavior<T>(BehaviorTag.Handler)
    where TState : notnull
{
    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell) => new Machine(states, listeners, new StateMachineContext<T, TState, TData>(cell.Context, first, data));

    private sealed class Machine : Behavior<T>
    {
        private readonly Dictionary<TState, MachineState<T, TState, TData>> _states;
        private readonly Action<StateMachineContext<T, TState, TData>, TState, TState>[] _listeners;
        private readonly StateMachineContext<T, TState, TData> _context;
        private MachineState<T, TState, TData> _state;
        private Cancellable? _timeout;

        internal Machine(
            Dictionary<TState, MachineState<T, TState, TData>> states,
            Action<StateMachineContext<T, TState, TData>, TState, TState>[] listeners,
            StateMachineContext<T, TState, TData> context)
            : base(BehaviorTag.Handler)
        {
            _states = states;
            _listeners = listeners;
            _context = context;
            _state = states[context.State];
            StartTimeout();
        }

        internal override Behavior<T> Receive(Cell<T> cell, T message)
        {
            var next = _state.Handler(_context, message);
            switch (next.Tag)
            {
                case BehaviorTag.Handler:
                    GoTo(next.State, next.Data);
                    return Same;
                case BehaviorTag.Same:
                    _context.Data = next.Data;
                    return Same;
                case BehaviorTag.Stopped:
                    return Stopped;
                default:
                    return Unhandled;
            }
        }

        private void GoTo(TState state, TData data)
        {
            if (state is null || !_states.TryGetValue(state, out var described))
                throw new InvalidOperationException($"the machine went from {_context.State} to {state}, which has not been described; add When({state}, ...)");
            var from = _context.State;
            (_context.State, _context.Data, _state) = (state, data, described);
            _timeout?.Cancel();
            _timeout = null;
            foreach (var listener in _listeners) listener(_context, from, state);
            StartTimeout();
        }

        private void StartTimeout()
        {
            if (_state.Timeout is { } timeout) _timeout = _context.Actor.ScheduleOnce(timeout, _state.Late);
        }
    }
}
